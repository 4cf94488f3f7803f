/** Where one is looking: an area or an organisation, kept in the address so that it can be sent to somebody. */
import { computed, type ComputedRef } from 'vue'
import { useRoute } from 'vue-router'
import { person } from './session'
import { nodeOf, type Node } from './places'

export interface Scope {
  area: string | undefined
  org: string | undefined
}

export function placed(node: Node): Record<string, string | undefined> {
  return node.kind === 'area' ? { area: node.key, org: undefined } : { org: node.key, area: undefined }
}

/** Return the scope of the page; without one, the person's own area. */
export function useScope(): ComputedRef<Scope> {
  const route = useRoute()
  return computed(() => {
    const org = route.query.org ? String(route.query.org) : undefined
    const area = route.query.area ? String(route.query.area) : undefined
    return { org, area: area ?? (org ? undefined : person.areas[0]) }
  })
}

export function nameOfScope(scope: Scope): string {
  return nodeOf(scope.org ?? scope.area ?? '')?.name ?? ''
}
