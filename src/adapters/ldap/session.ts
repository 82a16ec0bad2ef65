import type { TLSSocket } from 'node:tls';
import {
  Client,
  type Control,
  type Entry,
  type Filter,
  MessageParserError,
  PagedResultsControl,
  ResultCodeError,
  SearchRequest,
  type SearchResponse,
  StatusCodeParser,
} from 'ldapts';
import { type Limits, SERVER_SECONDS } from './limits.js';
import type { Failed } from './server-problems.js';

/** What a search may be asked. */
export interface SearchQuestion {
  readonly base: string;
  readonly scope: 'base' | 'one' | 'sub';
  readonly filter: Filter;
  readonly attributes: readonly string[];
  /** Attributes, as the server spells them, whose values are bytes even where they look like text. */
  readonly binary?: readonly string[];
  readonly controls?: readonly Control[];
}

export interface Page {
  readonly entries: readonly Entry[];
  readonly references: readonly string[];
}

export type Answer<T> = { readonly kind: 'ok'; readonly value: T } | { readonly kind: 'failed'; readonly failed: Failed };

/**
 * One encrypted connection. Every operation ends: by its answer, by a deadline, or by the signal, whose reason is thrown. After a deadline
 * or an abort the connection is gone.
 */
export interface Session {
  readonly isOpen: () => boolean;
  readonly bind: (user: string, password: string, signal: AbortSignal) => Promise<Answer<null>>;
  /** The identity that the server sees: `u:CORP\name`, `dn:...`. */
  readonly whoAmI: (signal: AbortSignal) => Promise<Answer<string>>;
  /** One answer, without paging: for a few objects. */
  readonly search: (question: SearchQuestion, signal: AbortSignal) => Promise<Answer<Page>>;
  /** Page by page; the next page is asked for while the caller works on this one. Ends behind a failure. */
  readonly pages: (question: SearchQuestion, size: number, signal: AbortSignal) => AsyncGenerator<Answer<Page>, undefined>;
  readonly close: () => void;
  /** The socket, for what `doctor` says of it. */
  readonly socket: TLSSocket;
}

/** Pages without an object one after another, each of which names a next one. */
const MOST_EMPTY = 1000;

const WHO_AM_I = '1.3.6.1.4.1.4203.1.11.3';

export function createSession(socket: TLSSocket, limits: Limits): Session {
  let isOpen = true;
  let isTaken = false;
  let lastByteAt = performance.now();
  let bytes = 0;
  let isTooLarge = false;
  const client = new Client({
    // Only the form counts: the connection is there already, and encrypted.
    url: 'ldap://encrypted.invalid',
    // The client connects anew by itself, and would then send in clear and unsigned: it gets its one connection once.
    createConnection: () => {
      if (isTaken) throw new Error('the connection was closed');
      isTaken = true;
      return socket;
    },
  });
  socket.on('data', (data: Buffer) => {
    lastByteAt = performance.now();
    bytes += data.length;
    if (bytes <= limits.answerBytes) return;
    isTooLarge = true;
    close();
  });
  socket.on('error', () => undefined);
  socket.once('close', () => {
    isOpen = false;
  });
  const close = (): void => {
    isOpen = false;
    socket.destroy();
  };

  /** Waits for one answer. */
  async function within<T>(signal: AbortSignal, work: () => Promise<T>): Promise<Answer<T>> {
    signal.throwIfAborted();
    if (!isOpen) return lost(isTooLarge ? 'large' : 'closed');
    const startedAt = performance.now();
    bytes = 0;
    lastByteAt = startedAt;
    let timer: NodeJS.Timeout | undefined;
    let abort: (() => void) | undefined;
    const end = new Promise<Answer<T>>((resolve) => {
      const look = (): void => {
        const now = performance.now();
        const idleLeft = limits.idleMs - (now - Math.max(lastByteAt, startedAt));
        const left = limits.operationMs - (now - startedAt);
        if (idleLeft <= 0 || left <= 0) {
          close();
          resolve(lost(left <= 0 ? 'slow' : 'idle'));
        } else timer = setTimeout(look, Math.max(1, Math.min(idleLeft, left)));
      };
      look();
      abort = (): void => {
        close();
        resolve(lost('closed'));
      };
      signal.addEventListener('abort', abort, { once: true });
    });
    try {
      return await Promise.race([settle(work()), end]);
    } finally {
      clearTimeout(timer);
      if (abort !== undefined) signal.removeEventListener('abort', abort);
      signal.throwIfAborted();
    }
  }

  async function settle<T>(promise: Promise<T>): Promise<Answer<T>> {
    try {
      return { kind: 'ok', value: await promise };
    } catch (cause) {
      if (cause instanceof ResultCodeError) return { kind: 'failed', failed: resultOf(cause) };
      close();
      if (isTooLarge) return lost('large');
      return lost(cause instanceof MessageParserError || isBer(cause) ? 'malformed' : 'closed');
    }
  }

  const optionsOf = (question: SearchQuestion) => ({
    scope: question.scope,
    filter: question.filter,
    attributes: [...question.attributes],
    explicitBufferAttributes: [...(question.binary ?? [])],
    timeLimit: SERVER_SECONDS,
  });

  /**
   * One page. `cookie`: undefined where it was the last one.
   *
   * The client's own searchPaginated takes a page without objects for the last one, also where the server names a next page, as it may (RFC 2696):
   * what comes behind would be missing, and nobody would know.
   */
  async function pageBehind(
    question: SearchQuestion,
    size: number,
    behind: Buffer | undefined,
  ): Promise<Page & { readonly cookie: Buffer | undefined }> {
    const paged = new PagedResultsControl({ value: { size, ...(behind === undefined ? {} : { cookie: behind }) } });
    const { attributes, explicitBufferAttributes, ...options } = optionsOf(question);
    // biome-ignore lint/complexity/useLiteralKeys: the client has no public way to send a request and see the controls of its answer.
    const messageId: number = client['_nextMessageId']();
    const request = new SearchRequest({
      messageId,
      baseDN: question.base,
      ...options,
      attributes,
      explicitBufferAttributes,
      controls: [...(question.controls ?? []), paged],
    });
    // biome-ignore lint/complexity/useLiteralKeys: the client has no public way to send a request and see the controls of its answer.
    const response: SearchResponse | undefined = await client['_send'](request);
    if (response?.status !== 0) throw StatusCodeParser.parse(response);
    const answered = response.controls?.find((control) => control instanceof PagedResultsControl);
    const cookie = answered?.value?.cookie;
    return {
      entries: response.searchEntries.map((entry) => entry.toObject(attributes, explicitBufferAttributes)),
      references: response.searchReferences.flatMap(({ uris }) => uris),
      cookie: cookie === undefined || cookie.length === 0 ? undefined : cookie,
    };
  }

  return {
    socket,
    isOpen: () => isOpen,
    bind: async (user, password, signal) =>
      within(signal, async () => {
        await client.bind(user, password);
        return null;
      }),
    whoAmI: (signal) => within(signal, async () => (await client.exop(WHO_AM_I)).value ?? ''),
    search: (question, signal) =>
      within(signal, async () => {
        const found = await client.search(question.base, optionsOf(question), [...(question.controls ?? [])]);
        return { entries: found.searchEntries, references: found.searchReferences };
      }),
    async *pages(question, size, signal) {
      const ask = (cookie: Buffer | undefined) => within(signal, () => pageBehind(question, size, cookie));
      let next = ask(undefined);
      let empty = 0;
      for (;;) {
        const page = await next;
        if (page.kind === 'failed') return void (yield page);
        const { entries, references, cookie } = page.value;
        empty = entries.length === 0 ? empty + 1 : 0;
        if (empty > MOST_EMPTY) {
          close();
          return void (yield lost('endless'));
        }
        if (cookie !== undefined) {
          next = ask(cookie);
          // Nobody may ever wait for it; what it throws comes out when somebody does.
          next.catch(() => undefined);
        }
        yield { kind: 'ok', value: { entries, references } };
        if (cookie === undefined) return undefined;
      }
    },
    close,
  };
}

function lost(why: Extract<Failed, { kind: 'lost' }>['why']): { readonly kind: 'failed'; readonly failed: Failed } {
  return { kind: 'failed', failed: { kind: 'lost', why } };
}

/** The library puts ` Code: 0x31` behind what the server said. */
function resultOf({ code, message }: ResultCodeError): Failed {
  return { kind: 'result', code, text: message.slice(0, 1000).replace(/ Code: 0x[0-9a-f]{1,8}$/i, '') };
}

function isBer(cause: unknown): boolean {
  return cause instanceof Error && cause.name === 'InvalidAsn1Error';
}
