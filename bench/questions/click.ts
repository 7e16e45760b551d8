/** How browsers ask for a page of a dataset when somebody follows a link on another: for what changes, not for a document. */
import type { OutgoingHttpHeaders } from 'node:http'
import { get } from '../server/http'

export interface Click {
  headers: OutgoingHttpHeaders
  /** What is added to the URL of the page. */
  query: string
}

/** What Next.js's router asks with. The query must fit the headers: the server redirects to the right one. */
export async function describeClick(url: string, id: string): Promise<Click> {
  const page = `/datasets/${id}`
  const inside = ['__PAGE__', {}, null, 'refetch', 0]
  const ofDataset = [['id', id, 'd', null], { children: inside }, null, null, 0]
  const tree = ['', { children: ['datasets', { children: ofDataset }, null, null, 0] }, null, null, 16]
  const headers = {
    rsc: '1',
    'next-router-state-tree': encodeURIComponent(JSON.stringify(tree)),
    'next-url': page,
  }
  const { location = '' } = (await get(`${url}${page}?_rsc=unknown`, undefined, headers)).headers
  return { headers, query: `_rsc=${new URL(location, url).searchParams.get('_rsc')}` }
}
