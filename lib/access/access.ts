/**
 * Access control. Without ACCESS_TOKEN, everyone may do everything. With it, everyone may read (unless PRIVATE), and
 * changes require the token: programs send it, people sign in with it and get a cookie that proves it.
 */
import 'server-only'
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { clientIp } from '@/lib/access/client-address'
import { countWrongToken } from '@/lib/access/wrong-tokens'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'

export const SESSION_COOKIE = 'holocron_session'

/** How long a person stays signed in, in seconds. */
export const SESSION_SECONDS = 30 * 24 * 60 * 60

/** `open`: there is nothing to sign in to. */
export type Access = 'open' | 'signed-in' | 'signed-out'

/** A visitor's access, according to the cookie. */
export function readAccess(headers: Headers): Access {
  const { ACCESS_TOKEN } = env()
  if (ACCESS_TOKEN === undefined) return 'open'
  return isSession(readCookie(headers), ACCESS_TOKEN) ? 'signed-in' : 'signed-out'
}

/** True when a visitor may see the pages. */
export function mayRead(headers: Headers): boolean {
  return !env().PRIVATE || readAccess(headers) !== 'signed-out'
}

/**
 * Allows programs and people to read.
 * @throws AppError `unauthorized` or `too_many`
 */
export function assertMayRead(headers: Headers): void {
  if (env().PRIVATE) assertAccess(headers, 'Reading requires the access token')
}

/**
 * Allows programs and people to make changes.
 * @throws AppError `unauthorized` or `too_many`
 */
export function assertMayWrite(headers: Headers): void {
  assertAccess(headers, 'Changes require the access token')
}

/**
 * Takes a token and returns the value of the session cookie: its expiry time, signed with the token. The token cannot be
 * recovered from it, and changing the token ends all sessions.
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

/** The right token is accepted, however many wrong ones came before. */
function assertToken(token: string): void {
  const { ACCESS_TOKEN } = env()
  if (ACCESS_TOKEN !== undefined && isSame(token, ACCESS_TOKEN)) return
  if (countWrongToken(clientIp()))
    throw new AppError('too_many', 'There were too many wrong access tokens. Wait a minute, then try again.')
  throw new AppError('unauthorized', 'The access token is wrong.')
}

function isSession(cookie: string, token: string, now = Date.now()): boolean {
  const [end = '', signature = ''] = cookie.split('.')
  return isSame(signature, sign(end, token)) && Number(end) > now
}

function sign(end: string, token: string): string {
  return createHmac('sha256', token).update(`session until ${end}`).digest('base64url')
}

/** Constant-time comparison, whatever the position of the first difference and the lengths. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}

function readCookie(headers: Headers): string {
  const cookies = (headers.get('cookie') ?? '').split(';').map((cookie) => cookie.trim())
  const start = `${SESSION_COOKIE}=`
  return cookies.find((cookie) => cookie.startsWith(start))?.slice(start.length) ?? ''
}
