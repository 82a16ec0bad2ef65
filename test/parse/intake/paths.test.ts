import { describe, expect, it } from 'vitest';
import { pathIn, pathsIn } from '../../../src/parse/intake/paths.js';
import { fc } from '../../setup/property.js';

describe('paths in a paste', () => {
  it.each([
    ['/var/log/move report.txt', ['/var/log/move report.txt']],
    ['"C:\\Temp\\a b.ldf" "C:\\Temp\\cloud.json"', ['"C:\\Temp\\a b.ldf"', '"C:\\Temp\\cloud.json"']],
    ["'/home/kim/a b.ldf' '/home/kim/c.json' ", ["'/home/kim/a b.ldf'", "'/home/kim/c.json'"]],
    ['/home/kim/a\\ b.ldf /home/kim/c.json', ['/home/kim/a\\ b.ldf', '/home/kim/c.json']],
    ['./onprem.ldf\r\n./cloud.json\r\n', ['./onprem.ldf', './cloud.json']],
    ['file:///home/kim/a%20b.txt', ['file:///home/kim/a%20b.txt']],
    ['onprem.ldf cloud.json settings.json', ['onprem.ldf', 'cloud.json', 'settings.json']],
    ['monday.crossprem-session', ['monday.crossprem-session']],
  ])('finds those of %j', (text, paths) => {
    expect(pathsIn(text)).toEqual(paths);
  });

  it.each(['see report.txt', 'https://contoso.com/a', '550 5.1.10', 'a\nb.txt', 'Cannot find a recipient.', ''])(
    'finds none in %j',
    (text) => {
      expect(pathsIn(text)).toEqual([]);
    },
  );

  it('never throws, and a long text is no path', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        for (const path of pathsIn(text)) expect(pathIn(path)).toBeDefined();
      }),
    );
    expect(pathsIn(`/${'a'.repeat(2_000_000)}`)).toEqual([]);
  });
});
