import { act } from '@testing-library/react'

/** A fake EventSource that sends what a test tells it to. */
export class FakeEventSource extends EventTarget {
  static readonly CLOSED = 2
  static opened: FakeEventSource[] = []
  readyState = 0

  constructor(readonly url: string) {
    super()
    FakeEventSource.opened.push(this)
  }

  /** Replaces the browser's EventSource for the next test. */
  static install(): void {
    FakeEventSource.opened = []
    Object.assign(globalThis, { EventSource: FakeEventSource })
  }

  /** The most recently opened one. */
  static get latest(): FakeEventSource {
    const latest = FakeEventSource.opened.at(-1)
    if (!latest) throw new Error('no event source was opened')
    return latest
  }

  close(): void {
    this.readyState = FakeEventSource.CLOSED
  }

  open(): void {
    this.readyState = 1
    act(() => void this.dispatchEvent(new Event('open')))
  }

  send(name: string, data: unknown): void {
    act(() => void this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) })))
  }

  /** The server refuses, ends or loses the stream. */
  fail(): void {
    act(() => void this.dispatchEvent(new Event('error')))
  }
}
