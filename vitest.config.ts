import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// vitest leaves one core alone, and of two that is half: the tests wait for processes and timers more than they compute.
const maxWorkers = Math.max(2, availableParallelism());

const common = {
  maxWorkers,
  setupFiles: ['test/setup/no-network.ts'],
  env: { TZ: 'UTC', NO_COLOR: '1' },
  testTimeout: 60_000,
  hookTimeout: 120_000,
};

export default defineConfig({
  test: {
    maxWorkers,
    projects: [
      {
        test: {
          ...common,
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/scenarios/**', 'test/tui/pty/**'],
          globalSetup: ['test/setup/beds.ts'],
        },
      },
      // These run the built program as a process; it is built once before them, when it is older than its sources.
      {
        test: {
          ...common,
          name: 'built',
          include: ['test/scenarios/**/*.test.ts', 'test/tui/pty/**/*.test.{ts,tsx}'],
          globalSetup: ['test/setup/build.ts', 'test/setup/beds.ts'],
        },
      },
    ],
  },
});
