/**
 * Reads untrusted JSON: 64 kB of gzip can hold 63 MB of `[{},{},…]`, for which JSON.parse takes 3.8 GB. A small document
 * is parsed whole; from a large one, records are picked as they arrive and the rest is dropped. Those of a large list can
 * be handed over as they arrive, so that it may have any length.
 */
import 'server-only'
import { setImmediate as yieldToEventLoop } from 'node:timers/promises'
import { JSONParser, TokenType } from '@streamparser/json'

/** The text is not JSON, or not the JSON we need. `message` continues a sentence after the name of a host. */
export class JsonError extends Error {
  override name = 'JsonError'

  constructor(
    message: string,
    /** True when the text was cut off or is not JSON, which a retry may fix. */
    readonly isPassing: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** A document of up to this many characters is parsed whole: at worst, that takes about 15 MB. */
const WHOLE_LENGTH = 256 * 1024
/** More than fit into 64 MiB, unless they are nearly empty. */
const MAX_RECORDS = 1_000_000
/** Names, values and brackets in one record, or between two. SWAPI's largest has about 60. */
const MAX_TOKENS = 10_000
const MAX_DEPTH = 32

/** What is kept of an envelope in addition to its records. */
const ENVELOPE = ['count', 'next', 'total_records', 'total_pages']
/** The first character that is not JSON whitespace; the decoder has already dropped a leading byte order mark. */
const FIRST_SIGN = /[^ \t\n\r]/

/** What is left of a list whose records were handed over. */
export class HandedOver {
  constructor(
    readonly count: number,
    /** The first record. */
    readonly first: unknown,
  ) {}
}

/** Takes records of a list while it arrives. The next ones come when it has resolved. */
export type TakeRecords = (records: unknown[]) => Promise<void>

export interface HandOver {
  take: TakeRecords
  /** Of the text from one record to the next, in characters: it is in memory until the record is complete. */
  maxRecordLength: number
  /** Continues a sentence after the name of a host. */
  describeExcess: string
}

/**
 * Collects a document from its text, chunk by chunk. `pick` says what to keep of a record: each element of a list,
 * whether that is the document itself or its `results`. With `handOver`, those of a large list are not collected.
 */
export class JsonReader {
  private text = ''
  private large: LargeDocument | null = null

  constructor(
    private readonly pick: (record: unknown) => unknown,
    private readonly handOver: HandOver | null = null,
  ) {}

  /** True once it is clear that this is a list whose records are handed over if it is large. */
  get isHandingOver(): boolean {
    return this.handOver !== null && (this.large ? this.large.isList : isList(this.text))
  }

  /** Takes the next part of the text. Yields now and then, so that a large document does not block other work. */
  async write(text: string): Promise<void> {
    if (this.large) {
      this.large.write(text)
      await this.handOverRecords()
      await yieldToEventLoop()
      return
    }
    this.text += text
    if (this.text.length <= WHOLE_LENGTH) return
    this.large = new LargeDocument(this.text, this.pick, this.handOver)
    this.text = ''
    await this.handOverRecords()
  }

  private async handOverRecords(): Promise<void> {
    const records = this.large?.takeRecords() ?? []
    if (records.length > 0) await this.handOver?.take(records)
  }

  /**
   * The document, once its whole text has been written; `HandedOver` in place of records that were.
   * @throws JsonError
   */
  end(): unknown {
    if (this.large) return this.large.end()
    if (this.text.trim() === '') throw new JsonError('an empty response', true)
    try {
      return pickRecords(JSON.parse(this.text), this.pick)
    } catch (cause) {
      throw new JsonError('something that is not JSON', true, { cause })
    }
  }
}

function isList(start: string): boolean {
  return FIRST_SIGN.exec(start)?.[0] === '['
}

function pickRecords(document: unknown, pick: (record: unknown) => unknown): unknown {
  if (Array.isArray(document)) return document.map(pick)
  if (typeof document !== 'object' || document === null || !('results' in document)) return document
  const { results } = document
  return Array.isArray(results) ? { ...document, results: results.map(pick) } : document
}

/** A document too large to parse whole. Whatever it contains, only what was picked stays in memory. */
class LargeDocument {
  private readonly envelope: Record<string, unknown> = {}
  private records: unknown[] = []
  private readonly parser: JSONParser
  readonly isList: boolean
  private readonly handOver: HandOver | null
  private handedOver: { count: number; first: unknown } = { count: 0, first: undefined }
  private depth = 0
  private tokens = 0
  /** Characters since the last record. */
  private length = 0
  private lastCharacter = ''

  constructor(start: string, pick: (record: unknown) => unknown, handOver: HandOver | null) {
    this.isList = isList(start)
    this.handOver = this.isList ? handOver : null
    const paths = this.isList ? ['$.*'] : ['$.results.*', ...ENVELOPE.map((name) => `$.${name}`)]
    this.parser = new JSONParser({ paths, keepStack: false })
    this.parser.onToken = ({ token }) => this.countToken(token)
    this.parser.onValue = ({ value, key }) => {
      if (typeof key === 'number') this.keep(pick(value))
      else if (key !== undefined && ENVELOPE.includes(key)) this.envelope[key] = value
    }
    this.write(start)
  }

  write(text: string): void {
    // The parser would drop the mark, but values must be kept unchanged.
    if (`${this.lastCharacter}${text}`.includes('"\uFEFF'))
      throw new JsonError('a value that begins with a byte order mark', false)
    this.lastCharacter = text.at(-1) ?? this.lastCharacter
    this.length += text.length
    try {
      this.parser.write(text)
    } catch (error) {
      throw error instanceof JsonError
        ? error
        : new JsonError('something that is not JSON', true, { cause: error })
    }
    if (this.handOver !== null && this.length > this.handOver.maxRecordLength)
      throw new JsonError(this.handOver.describeExcess, false)
  }

  /** The records since the last call, if they are to be handed over. */
  takeRecords(): unknown[] {
    if (this.handOver === null) return []
    const { records, handedOver } = this
    this.records = []
    this.handedOver = {
      count: handedOver.count + records.length,
      first: handedOver.count === 0 ? records[0] : handedOver.first,
    }
    return records
  }

  end(): unknown {
    if (!this.parser.isEnded) throw new JsonError('something that is not JSON', true)
    if (this.handOver !== null) return new HandedOver(this.handedOver.count, this.handedOver.first)
    return this.isList ? this.records : { ...this.envelope, results: this.records }
  }

  private keep(record: unknown): void {
    if (this.records.push(record) > MAX_RECORDS) {
      throw new JsonError(`more than ${MAX_RECORDS.toLocaleString('en-US')} records in one document`, false)
    }
    this.tokens = 0
    this.length = 0
  }

  private countToken(token: TokenType): void {
    if (token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET) this.depth += 1
    if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) this.depth -= 1
    if (this.depth > MAX_DEPTH) throw new JsonError(`JSON nested more than ${MAX_DEPTH} levels deep`, false)
    if (++this.tokens > MAX_TOKENS) throw new JsonError('JSON that is not a list of SWAPI records', false)
  }
}
