import { ImageResponse } from 'next/og'

const SIZE = { width: 1200, height: 630 }

/** The picture of a shared link: the mark, a title, and lines below it. */
export function drawPicture(title: string, lines: string[]): Response {
  return new ImageResponse(
    <div
      style={{
        ...{ width: '100%', height: '100%', display: 'flex', flexDirection: 'column', padding: 80 },
        ...{ justifyContent: 'space-between', background: '#10192e', color: '#e9eef6' },
      }}
    >
      <div style={{ display: 'flex', alignItems: 'center', gap: 24, fontSize: 40, color: '#7fd3ea' }}>
        <svg width="72" height="72" viewBox="0 0 24 24" fill="none" stroke="#7fd3ea" strokeWidth="1.5">
          <path d="M12 2.2 20.5 7v10L12 21.8 3.5 17V7Z" />
          <path d="M3.5 7 12 12l8.5-5M12 12v9.8" />
          <circle cx="12" cy="12" r="2.2" fill="#7fd3ea" stroke="none" />
        </svg>
        Holocron
      </div>
      <div style={{ display: 'flex', flexDirection: 'column', gap: 20 }}>
        <div style={{ fontSize: title.length > 24 ? 76 : 92, letterSpacing: -2 }}>{title}</div>
        {lines.map((line) => (
          <div key={line} style={{ fontSize: 34, color: '#aab6cb' }}>
            {line}
          </div>
        ))}
      </div>
    </div>,
    SIZE,
  )
}
