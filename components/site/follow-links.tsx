'use client'

import { useRouter } from 'next/navigation'
import { useEffect } from 'react'

/**
 * Lets the plain links of a table lead on as router links do: without loading the document anew, and keeping the place in
 * a page that they do not leave. One listener, where each of a hundred links would be a component to render, to send and to
 * hydrate. A link to a file or with a `target` is left to the browser.
 */
export function FollowLinks(): null {
  const router = useRouter()
  useEffect(() => {
    function follow(event: MouseEvent): void {
      const { target } = event
      const link = target instanceof Element ? target.closest('a') : null
      if (!link?.closest('[data-followed]') || event.defaultPrevented || opensElsewhere(event, link)) return
      event.preventDefault()
      router.push(link.href, { scroll: link.pathname !== window.location.pathname })
    }
    // React's own listeners come first, and may have prevented it.
    document.addEventListener('click', follow)
    return () => document.removeEventListener('click', follow)
  }, [router])
  return null
}

function opensElsewhere(event: MouseEvent, link: HTMLAnchorElement): boolean {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return true
  if (link.target !== '' || link.hasAttribute('download') || link.origin !== window.location.origin)
    return true
  return link.getAttribute('href')?.startsWith('#') === true
}
