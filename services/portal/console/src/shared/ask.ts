import { ref, type Ref } from 'vue'

export interface Asking {
  /** What went wrong last; null as long as nothing did. */
  problem: Ref<Error | null>
  busy: Ref<boolean>
  ask: (act: () => Promise<void>) => Promise<void>
}

/** Return what a page needs to call the API: whether it is under way, and what was refused, for a notice. */
export function useAsk(): Asking {
  const problem = ref<Error | null>(null)
  const busy = ref(false)

  async function ask(act: () => Promise<void>): Promise<void> {
    busy.value = true
    try {
      await act()
      problem.value = null
    } catch (refusal) {
      problem.value = refusal as Error
    } finally {
      busy.value = false
    }
  }
  return { problem, busy, ask }
}
