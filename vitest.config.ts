import { defineConfig } from 'vitest/config';

const common = {
  setupFiles: ['test/setup/no-network.ts'],
  env: { TZ: 'UTC', NO_COLOR: '1' },
  testTimeout: 60_000,
  hookTimeout: 120_000,
};

export default defineConfig({
  test: {
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
