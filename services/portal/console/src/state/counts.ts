/** How many messages are unread and how much is to be done; read anew after each command. */
import { ref } from 'vue'
import { call, type Page } from '@/api/call'

export const unread = ref(0)
export const counts = ref<Record<string, number>>({})
// What one did in a service reaches the list of things to do by event.
const ARRIVES_MS = 1500

export async function refreshCounts(): Promise<void> {
  const [inbox, todos] = await Promise.all([
    call<Page & { unread: number }>('inbox_in_inbox', { limit: 1 }).catch(() => null),
    call<Page & { counts: Record<string, number> }>('todos_in_todos', { limit: 1 }).catch(() => null),
  ])
  if (inbox) unread.value = inbox.unread
  if (todos) counts.value = todos.counts
}

export function countsSoon(): void {
  window.setTimeout(() => void refreshCounts(), ARRIVES_MS)
}
