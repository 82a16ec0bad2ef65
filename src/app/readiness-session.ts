// What a session loads when readiness is first asked for: one bundle, so that an export knows the tables that were made.
export { exportPeople } from './export-people.js';
export { startReadiness } from './people-table.js';
