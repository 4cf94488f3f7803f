import type { InjectionKey, Ref } from 'vue'

/** How many files of a form are still on their way; it is not sent before they have arrived. */
export const WAITING: InjectionKey<Ref<number>> = Symbol('waiting')
