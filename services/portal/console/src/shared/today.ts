import { ref } from 'vue'
import { call } from '@/api/call'

/** The business day, as the registry knows it; empty until it is known. */
export const today = ref('')

export async function loadToday(): Promise<string> {
  if (!today.value) today.value = String((await call('today_in_days')).date)
  return today.value
}
