import type { Settings } from '../facts/tenant.js';

/**
 * The settings, with `now` as their date where they say none. The core has no clock: whoever reads settings gives it the time, as ISO text.
 * No settings stay none: that nothing was given is known elsewhere by it.
 */
export function datedSettings(settings: Settings | undefined, now: string | undefined): Settings | undefined {
  if (settings === undefined || now === undefined || (settings.date !== undefined && settings.date !== null && settings.date !== ''))
    return settings;
  return { ...settings, date: now };
}
