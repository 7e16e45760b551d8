import type { MetadataRoute } from 'next'

/** These read one page for each link that somebody shares, to draw its preview. */
const PREVIEWS = [
  ...['Twitterbot', 'facebookexternalhit', 'LinkedInBot', 'Slackbot-LinkExpanding', 'Discordbot'],
  ...['TelegramBot', 'WhatsApp', 'Mastodon'],
]

/** Views of a dataset are endless, and each costs a query: search engines are asked to read one page of each dataset. */
export default function robots(): MetadataRoute.Robots {
  return {
    rules: [
      { userAgent: PREVIEWS, allow: '/', disallow: '/api/' },
      {
        userAgent: '*',
        allow: '/',
        disallow: ['/*?', '/api/', '/datasets/*/rows/', '/datasets/*/requests', '/login'],
      },
    ],
  }
}
