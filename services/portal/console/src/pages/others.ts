/** Every page that is no list: where it lies, and the questions of which one must be open to whoever sees it. */
import type { Component } from 'vue'
import { actOf, CORRECTING } from '@/shared/correction'

export interface OtherPage {
  path: string
  section: string
  title: string
  component: () => Promise<Component>
  asks?: readonly string[]
  scoped?: boolean
  /** It stands by itself, not beside the other pages of its section. */
  alone?: boolean
}

export const OTHERS: readonly OtherPage[] = [
  { path: '/', section: '/', title: '首页', component: () => import('./HomePage.vue'), alone: true },
  { path: '/account', section: '/', title: '我的账户', component: () => import('./AccountPage.vue'), alone: true },
  { path: '/own', section: '/', title: '我的入党申请', component: () => import('./OwnCasePage.vue'), asks: ['own_cases_in_own-cases'], alone: true },
  { path: '/start', section: '/', title: '从这里开始', component: () => import('./StartPage.vue'), alone: true },
  { path: '/enterprises/:code', section: '/enterprises', title: '企业', component: () => import('./EnterprisePage.vue'), asks: ['enterprise_in_enterprises'], alone: true },
  { path: '/organisations/:code', section: '/organisations', title: '党组织', component: () => import('./OrganisationPage.vue'), asks: ['organisation_in_organisations'], alone: true },
  { path: '/members/:code', section: '/members', title: '党员', component: () => import('./MemberPage.vue'), asks: ['member_in_members'], alone: true },
  { path: '/cases/:code', section: '/cases', title: '发展材料', component: () => import('./CasePage.vue'), asks: ['case_in_cases'], alone: true },
  { path: '/exports', section: '/members', title: '导出申请', component: () => import('./ExportsPage.vue'), asks: ['members_in_members', 'cases_in_cases', 'hours_in_training'] },
  { path: '/board', section: '/cases', title: '看板', component: () => import('./BoardPage.vue'), asks: ['cases_in_cases'], scoped: true },
  { path: '/editions', section: '/cases', title: '规则版本', component: () => import('./EditionsPage.vue'), asks: ['edition_preview_in_edition-preview'], scoped: true },
  { path: '/corrections', section: '/cases', title: '更正登记', component: () => import('./CorrectionsPage.vue'), asks: CORRECTING.map((service) => actOf('corrections', service)) },
  { path: '/calendar', section: '/duties', title: '应办日历', component: () => import('./CalendarPage.vue'), asks: ['duties_in_supervision'], scoped: true },
  { path: '/report', section: '/report', title: '季度报告', component: () => import('./ReportPage.vue'), asks: ['joint_meeting_report_in_reports'], scoped: true, alone: true },
  { path: '/meeting/figures', section: '/meeting', title: '本单位季度数据', component: () => import('./FiguresPage.vue'), asks: ['figures_in_departments'] },
  { path: '/operations', section: '/operations', title: '运行状况', component: () => import('./OperationsPage.vue'), asks: ['operations', 'start_day_in_days'] },
  { path: '/operations/rules', section: '/operations', title: '规则', component: () => import('./RulesPage.vue') },
  { path: '/operations/workdays', section: '/operations', title: '工作日历', component: () => import('./WorkdaysPage.vue') },
  { path: '/operations/people', section: '/operations', title: '用户', component: () => import('./PeoplePage.vue'), asks: ['people'] },
  { path: '/operations/access', section: '/operations', title: '查阅记录', component: () => import('./AccessPage.vue'), asks: ['access'] },
]
