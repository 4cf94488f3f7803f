import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { LISTS } from './pages/lists'
import { OTHERS } from './pages/others'

const lists: RouteRecordRaw[] = LISTS.map((list) => ({
  path: list.path,
  component: () => import('./shared/ListPage.vue'),
  props: { list },
  meta: { section: list.section, title: list.title, asks: [list.operation], scoped: list.scope !== undefined },
}))

const others: RouteRecordRaw[] = OTHERS.map(({ path, section, title, component, asks, scoped }) => ({
  path,
  component,
  props: path.endsWith(':code'),
  meta: { section, title, asks, scoped },
}))

const nothing: RouteRecordRaw = { path: '/:rest(.*)*', component: () => import('./pages/NothingPage.vue'), meta: { section: '', title: '没有这个页面' } }

export const router = createRouter({
  history: createWebHistory('/console/'),
  routes: [...lists, ...others, nothing],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

router.afterEach((to) => {
  document.title = `${String(to.meta.title ?? '')} · 联席`
})
