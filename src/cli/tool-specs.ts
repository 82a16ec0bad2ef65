import type { CommandSpec } from './command-spec.js';
import { FORMAT, HELP, JSON_SWITCH, option, RULES } from './options.js';

/** Commands beside the diagnosis: conversions, rules, the shell, the bundled case. */
export const TOOLS: readonly CommandSpec[] = [
  {
    name: 'guid',
    usage: 'crossprem guid VALUE [options]',
    summary: 'Convert a GUID between all its forms (text, ImmutableId, LDAP filter, connector-space DN, bytes).',
    most: 20,
    options: [JSON_SWITCH, FORMAT, HELP],
    examples: [
      ["crossprem guid 'IkTni9mw7Ee4YefeGpz7IA=='", 'an ImmutableId'],
      ['crossprem guid 8be74422-b0d9-47ec-b861-e7de1a9cfb20', 'a GUID as it is printed'],
    ],
  },
  {
    name: 'rules',
    usage: 'crossprem rules list|show|test|new|docs [ID] [options]',
    summary: 'List, explain, test, or start a rule; write the rule pages.',
    most: 2,
    options: [
      RULES,
      JSON_SWITCH,
      FORMAT,
      option('out', 'folder to write into (new: the rule folder; docs: the docs folder)', { value: 'DIR' }),
      HELP,
    ],
    examples: [
      ['crossprem rules list migration', 'the rules of a category'],
      ['crossprem rules show migration/mailbox-guid-not-found', 'what it knows, with its sources'],
      ['crossprem rules test --rules my-rules', 'run every case of every rule'],
      ['crossprem rules new migration/my-rule --out my-rules', 'write a skeleton'],
    ],
  },
  {
    name: 'completion',
    usage: 'crossprem completion bash|zsh|fish|powershell',
    summary: 'Print the script that completes commands, options and values in a shell.',
    most: 1,
    options: [HELP],
    examples: [
      ['crossprem completion bash', 'the script; its first lines say how to use it'],
      ['crossprem completion powershell', 'the same for PowerShell, on Windows and elsewhere'],
    ],
  },
  {
    name: 'demo',
    usage: 'crossprem demo [options]',
    summary: 'Walk through the bundled case: a cloud-only user, and a move that cannot find the mailbox GUID.',
    most: 0,
    options: [FORMAT, JSON_SWITCH, HELP],
    examples: [['crossprem demo', 'needs nothing; changes nothing']],
  },
];
