import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import type { JSX } from 'react'
import { signIn } from '@/app/login/actions'
import { ActionForm } from '@/components/action-form'
import { Card, CardContent } from '@/components/ui/card'
import { Input } from '@/components/ui/input'
import { mayRead, readAccess } from '@/lib/access/access'
import { keepAnswer } from '@/lib/kept-answers/keep'
import { stateOfSettings } from '@/lib/kept-answers/state'
import { parseNext } from '@/lib/search-params/login'
import type { SearchParams } from '@/lib/search-params/query'

export const metadata: Metadata = { title: 'Sign in' }

/** Asks for the access token; `?next=` is the page to continue to, at once if no sign-in is needed. */
export default async function LoginPage(props: {
  searchParams: Promise<SearchParams>
}): Promise<JSX.Element> {
  const [received, params] = await Promise.all([headers(), props.searchParams])
  const next = parseNext(params.next)
  if (readAccess(received) !== 'signed-out') redirect(next)
  keepAnswer(stateOfSettings())
  return (
    <div className="flex max-w-prose flex-col gap-6">
      <div>
        <h1 className="text-2xl font-semibold tracking-tight">Sign in</h1>
        <p className="text-muted-foreground mt-2">
          This Holocron is protected by an access token. Sign in with it to{' '}
          {mayRead(received) ? 'change' : 'see'} anything here.
        </p>
      </div>
      <Card>
        <CardContent>
          <ActionForm action={signIn} label="Sign in" pendingLabel="Signing in…">
            <input type="hidden" name="next" value={next} />
            <div className="flex grow flex-col gap-1.5">
              <label htmlFor="token" className="text-sm font-medium">
                Access token
              </label>
              <Input id="token" name="token" type="password" autoComplete="current-password" required />
            </div>
          </ActionForm>
        </CardContent>
      </Card>
    </div>
  )
}
