declare module 'virtual:operations' {
  import type { Operation } from '@/api/operation'
  const operations: Record<string, Operation>
  export default operations
}
declare module '*.vue' {
  import type { DefineComponent } from 'vue'
  const component: DefineComponent<object, object, unknown>
  export default component
}

declare module 'swagger-ui-dist/swagger-ui-es-bundle.js' {
  const show: (options: Record<string, unknown>) => unknown
  export default show
}
