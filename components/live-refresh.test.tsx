/** @jest-environment jest-fixed-jsdom */
import { act, render } from '@testing-library/react'
import { LiveRefresh } from '@/components/live-refresh'

const refresh = jest.fn()
jest.mock('next/navigation', () => {
  const router = { refresh: () => refresh() }
  return { useRouter: () => router }
})

describe('live refresh', () => {
  beforeEach(() => {
    jest.useFakeTimers()
    refresh.mockClear()
  })
  afterEach(() => {
    jest.restoreAllMocks()
    jest.useRealTimers()
  })

  test('reads the page anew every second until it is taken away', () => {
    const { unmount } = render(<LiveRefresh />)
    act(() => jest.advanceTimersByTime(1_000))
    act(() => jest.advanceTimersByTime(1_000))
    expect(refresh).toHaveBeenCalledTimes(2)
    unmount()
    jest.advanceTimersByTime(5_000)
    expect(refresh).toHaveBeenCalledTimes(2)
  })

  test('rests while the tab is hidden and catches up when it is shown', () => {
    const visibility = jest.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
    render(<LiveRefresh />)
    act(() => jest.advanceTimersByTime(5_000))
    expect(refresh).not.toHaveBeenCalled()
    visibility.mockReturnValue('visible')
    act(() => {
      document.dispatchEvent(new Event('visibilitychange'))
    })
    expect(refresh).toHaveBeenCalledTimes(1)
  })
})
