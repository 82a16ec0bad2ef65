import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const OPTIONS = { allowPrivateDomains: true, validateHostname: false };

/** The rules of tldts' list as text for src/message/suffix-table.ts, which `open` is of; compared with tldts over every rule. */
export async function writeSuffixTable(root, dist, open) {
  const require = createRequire(join(root, 'package.json'));
  const { getDomain } = require('tldts');
  const trie = require(join(root, 'node_modules/tldts/dist/cjs/src/data/trie.js'));
  const offsets = [];
  for (let edge = 0, offset = 0; edge < trie.edgeLength.length; edge++) {
    offsets.push(offset);
    offset += trie.edgeLength[edge];
  }
  const byTop = new Map();
  const visit = (node, labels, mark) => {
    if (labels.length > 0 && trie.nodeFlags[node] !== 0) {
      const top = labels.at(-1);
      const rules = byTop.get(top) ?? [];
      rules.push(`${labels.length > 1 ? mark : ''}${labels.slice(0, -1).join('.')}`);
      byTop.set(top, rules);
    }
    for (let edge = trie.edgeStart[node]; edge < trie.edgeStart[node + 1]; edge++) {
      const label = trie.labelText.slice(offsets[edge], offsets[edge] + trie.edgeLength[edge]);
      visit(trie.edgeChild[edge], [label, ...labels], mark);
    }
  };
  visit(trie.rulesRoot, [], '');
  visit(trie.exceptionsRoot, [], '!');
  const plain = [...byTop].filter(([top]) => /^[a-z][a-z0-9-]*$/.test(top));
  const table = `\n${plain.map(([top, rules]) => `${top}=${[...new Set(['', ...rules])].filter((rule) => /^[!-~]*$/.test(rule)).join(',')},\n`).join('')}`;
  const domainOf = open(table);
  for (const [top, rules] of plain) {
    for (const rule of rules) {
      const name = [...rule.replace(/^!/, '').replace('*', 'any').split('.'), top].filter((label) => label !== '').join('.');
      for (const host of [name, `one.${name}`, `two.one.${name}`]) {
        const ours = domainOf(host);
        if (ours !== undefined && ours !== getDomain(host, OPTIONS))
          throw new Error(`the packed suffix list says ${ours} of ${host}, tldts ${getDomain(host, OPTIONS)}`);
      }
    }
  }
  await writeFile(join(dist, 'public-suffix.txt'), table);
}
