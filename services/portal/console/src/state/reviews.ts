/** What somebody else entered and the person may confirm: corrections and the opening stock. */
import { ref } from 'vue'
import { call, operation, type Page, type Row } from '@/api/call'
import { actOf, CORRECTING } from '@/shared/correction'
import { may, person } from './session'

export interface Review {
  title: string
  to: string
  /** How many of the first page; *more*: there are further ones. */
  many: number
  more: boolean
}

const FIRST = 100
const REVIEWED = [
  { title: '更正', to: '/corrections', asked: CORRECTING.map((service) => ({ question: actOf('corrections', service), act: actOf('approve_correction', service) })), state: 'proposed' },
  { title: '期初补录', to: '/openings?state=waiting', asked: [{ question: 'openings_in_openings', act: 'confirm_openings_in_openings' }], state: 'waiting' },
] as const

export const reviews = ref<Review[]>([])

export async function refreshReviews(): Promise<void> {
  reviews.value = await Promise.all(REVIEWED.map(async ({ title, to, asked, state }) => {
    const own = asked.filter(({ act }) => may(operation(act).roles))
    const pages = await Promise.all(own.map(({ question }) => call<Page>(question, { state, limit: FIRST }).catch(() => null)))
    return { title, to, many: pages.flatMap((page) => page?.items ?? []).filter(isOthers).length, more: pages.some((page) => page?.next) }
  }))
}

const isOthers = (row: Row): boolean => row.by !== person.user
