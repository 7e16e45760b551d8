/**
 * Who may do what. Without ACCESS_TOKEN everybody may do everything. With it everybody may read (unless PRIVATE), and
 * changes take the token: programs send it, people sign in with it and get a cookie that proves it.
 */
import 'server-only'
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { clientAddress } from '@/lib/client-address'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'
import { countWrongToken } from '@/lib/wrong-tokens'

export const SESSION_COOKIE = 'holocron_session'

/** How long a person stays signed in, in seconds. */
export const SESSION_SECONDS = 30 * 24 * 60 * 60

/** `open`: there is nothing to sign in to. */
export type Access = 'open' | 'signed-in' | 'signed-out'

/** How it stands with a person, by the cookie. */
export function readAccess(headers: Headers): Access {
  const { ACCESS_TOKEN } = env()
  if (ACCESS_TOKEN === undefined) return 'open'
  return isSession(readCookie(headers), ACCESS_TOKEN) ? 'signed-in' : 'signed-out'
}

/** True when a person may see the pages. */
export function mayRead(headers: Headers): boolean {
  return !env().PRIVATE || readAccess(headers) !== 'signed-out'
}

/**
 * Lets programs and people read.
 * @throws AppError `unauthorized` or `too_many`
 */
export function assertMayRead(headers: Headers): void {
  if (env().PRIVATE) assertAccess(headers, 'Reading here takes the access token')
}

/**
 * Lets programs and people change something.
 * @throws AppError `unauthorized` or `too_many`
 */
export function assertMayWrite(headers: Headers): void {
  assertAccess(headers, 'Changing something here takes the access token')
}

/**
 * Takes a token, and gives the value of the cookie that stands for it: when it ends, signed with the token. It cannot be
 * turned back into the token, and ends for everybody when the token is changed.
 * @throws AppError `unauthorized` or `too_many`
 */
export function openSession(token: string, now = Date.now()): string {
  assertToken(token)
  const end = String(now + SESSION_SECONDS * 1_000)
  return `${end}.${sign(end, token)}`
}

function assertAccess(headers: Headers, need: string): void {
  if (readAccess(headers) !== 'signed-out') return
  const token = /^Bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1]
  if (token === undefined) {
    throw new AppError('unauthorized', `${need}: send it as “Authorization: Bearer …”, or sign in.`)
  }
  assertToken(token)
}

/** The right token opens, however many wrong ones came before it. */
function assertToken(token: string): void {
  const { ACCESS_TOKEN } = env()
  if (ACCESS_TOKEN !== undefined && isSame(token, ACCESS_TOKEN)) return
  if (countWrongToken(clientAddress()))
    throw new AppError('too_many', 'There were too many wrong access tokens. Wait a minute, then try again.')
  throw new AppError('unauthorized', 'This is not the access token of this Holocron.')
}

function isSession(cookie: string, token: string, now = Date.now()): boolean {
  const [end = '', signature = ''] = cookie.split('.')
  return isSame(signature, sign(end, token)) && Number(end) > now
}

function sign(end: string, token: string): string {
  return createHmac('sha256', token).update(`session until ${end}`).digest('base64url')
}

/** Takes equally long wherever the two differ, and however long they are. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}

function readCookie(headers: Headers): string {
  const cookies = (headers.get('cookie') ?? '').split(';').map((cookie) => cookie.trim())
  const start = `${SESSION_COOKIE}=`
  return cookies.find((cookie) => cookie.startsWith(start))?.slice(start.length) ?? ''
}
