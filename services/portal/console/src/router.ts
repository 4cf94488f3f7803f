import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { LISTS } from './pages/lists'

const lists: RouteRecordRaw[] = LISTS.map((list) => ({
  path: list.path,
  component: () => import('./shared/ListPage.vue'),
  props: { list },
  meta: { section: list.section, title: list.title, scoped: list.scope !== undefined },
}))

const records: RouteRecordRaw[] = [
  { path: '/', component: () => import('./pages/HomePage.vue'), meta: { section: '/', title: '首页' } },
  { path: '/enterprises/:code', component: () => import('./pages/EnterprisePage.vue'), props: true, meta: { section: '/enterprises', title: '企业' } },
  { path: '/organisations/:code', component: () => import('./pages/OrganisationPage.vue'), props: true, meta: { section: '/organisations', title: '党组织' } },
  { path: '/members/:code', component: () => import('./pages/MemberPage.vue'), props: true, meta: { section: '/members', title: '党员' } },
  { path: '/board', component: () => import('./pages/BoardPage.vue'), meta: { section: '/cases', title: '发展党员看板', scoped: true } },
  { path: '/cases/:code', component: () => import('./pages/CasePage.vue'), props: true, meta: { section: '/cases', title: '发展材料' } },
  { path: '/calendar', component: () => import('./pages/CalendarPage.vue'), meta: { section: '/duties', title: '应办日历', scoped: true } },
  { path: '/report', component: () => import('./pages/ReportPage.vue'), meta: { section: '/report', title: '季度报告', scoped: true } },
  { path: '/editions', component: () => import('./pages/EditionsPage.vue'), meta: { section: '/cases', title: '规则版本', scoped: true } },
  { path: '/corrections', component: () => import('./pages/CorrectionsPage.vue'), meta: { section: '/cases', title: '更正登记' } },
  { path: '/operations', component: () => import('./pages/OperationsPage.vue'), meta: { section: '/operations', title: '运行状况' } },
  { path: '/operations/rules', component: () => import('./pages/RulesPage.vue'), meta: { section: '/operations', title: '规则' } },
  { path: '/operations/workdays', component: () => import('./pages/WorkdaysPage.vue'), meta: { section: '/operations', title: '工作日历' } },
  { path: '/operations/people', component: () => import('./pages/PeoplePage.vue'), meta: { section: '/operations', title: '用户' } },
  { path: '/meeting/figures', component: () => import('./pages/FiguresPage.vue'), meta: { section: '/meeting', title: '本单位季度数据' } },
  { path: '/start', component: () => import('./pages/StartPage.vue'), meta: { section: '/', title: '从这里开始' } },
  { path: '/:rest(.*)*', component: () => import('./pages/NothingPage.vue'), meta: { section: '', title: '没有这个页面' } },
]

export const router = createRouter({
  history: createWebHistory('/console/'),
  routes: [...lists, ...records],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

router.afterEach((to) => {
  document.title = `${String(to.meta.title ?? '')} · 联席`
})
