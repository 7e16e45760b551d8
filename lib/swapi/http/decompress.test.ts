import { buffer } from 'node:stream/consumers'
import { Readable } from 'node:stream'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { decompress } from '@/lib/swapi/http/decompress'

const text = Buffer.from('["Padmé"]')

async function read(body: Buffer, encodings: string | null): Promise<string> {
  return String(await buffer(decompress(Readable.from([body]), encodings)))
}

test.each([
  [null, text],
  ['gzip', gzipSync(text)],
  ['x-gzip', gzipSync(text)],
  ['br', brotliCompressSync(text)],
  ['Deflate', deflateSync(text)],
  ['br, gzip', gzipSync(brotliCompressSync(text))],
])('a body encoded as %s is decoded', async (encodings, body) => {
  expect(await read(body, encodings)).toBe(String(text))
})

test('a body in an unknown encoding, or in too many, is left as it is', async () => {
  expect(await read(text, 'rot13')).toBe(String(text))
  expect(await read(text, 'gzip, identity')).toBe(String(text))
  expect(await read(text, 'br, br, br, br, br, br')).toBe(String(text))
})

test('a body that is not compressed is an error, but not one without the end of its envelope', async () => {
  await expect(read(text, 'gzip')).rejects.toThrow('incorrect header check')
  expect(await read(gzipSync(text).subarray(0, -4), 'gzip')).toBe(String(text))
})

test('whoever stops reading ends the body', async () => {
  const body = Readable.from([gzipSync(text)])
  decompress(body, 'gzip').destroy()
  await new Promise((resolve) => body.once('close', resolve))
  expect(body.destroyed).toBe(true)
})
