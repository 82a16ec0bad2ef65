import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HtmlTools } from '../../ports/html.js';

const asset = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8').trim();

/** The built script and style of the report page, and charts drawn by Vega without a browser. */
export const pageTools: HtmlTools = {
  get script() {
    return asset('report-page.js');
  },
  get style() {
    return asset('report-page.css');
  },
  hashOf: (text) => `sha256-${createHash('sha256').update(text).digest('base64')}`,
  draw: async (charts) => {
    const { drawChart } = await import('./charts.js');
    return Promise.all(charts.map((chart) => drawChart(chart)));
  },
};

/** The same for the page of a report. */
export const documentTools: HtmlTools = {
  get script() {
    return asset('document-page.js');
  },
  get style() {
    return asset('document-page.css');
  },
  hashOf: pageTools.hashOf,
  draw: pageTools.draw,
};
