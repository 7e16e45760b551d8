/** @jest-environment jest-fixed-jsdom */
import { render, screen } from '@testing-library/react'
import { ServerNotice } from '@/components/download/server-notice'

const notice = {
  problem: 'It is not registered.',
  advice: 'Start it so that it is:',
  command: 'inngest start …',
}

test('says what is wrong, what to do, and the command that does it', () => {
  render(<ServerNotice {...notice} />)
  expect(screen.getByRole('status').textContent).toBe(
    'Downloads are not being executedIt is not registered.Start it so that it is:inngest start …',
  )
})

test('shows no empty command', () => {
  const { container } = render(<ServerNotice {...notice} command={null} />)
  expect(container.querySelector('code')).toBeNull()
})
