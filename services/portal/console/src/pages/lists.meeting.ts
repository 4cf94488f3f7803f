import { person } from '@/state/session'
import type { ListPage } from './list'

const own = () => ({ department: person.department.code })

export const MEETING_LISTS: readonly ListPage[] = [
  {
    path: '/meeting',
    section: '/meeting',
    title: '议定事项',
    operation: 'resolutions_in_resolutions',
    key: 'no',
    columns: ['text', 'no', 'state_name', 'lead', 'co', 'due_on', 'original_due_on', 'deliverable', 'measure', 'indicator', 'area', 'target'],
    actions: ['issue_resolution_in_resolutions'],
    rowActions: [
      { operation: 'verify_resolution_in_resolutions', label: '核验', batch: true, when: (row) => row.state === 'SUBMITTED' },
      { operation: 'return_resolution_in_resolutions', label: '退回', when: (row) => row.state === 'SUBMITTED' },
      { operation: 'close_resolution_in_resolutions', label: '销号', batch: true, when: (row) => row.state === 'VERIFIED' },
      { operation: 'extend_resolution_in_resolutions', label: '延期', when: (row) => !['CLOSED', 'CANCELLED', 'VERIFIED'].includes(String(row.state)) },
      { operation: 'cancel_resolution_in_resolutions', label: '撤销', when: (row) => !['CLOSED', 'CANCELLED'].includes(String(row.state)) },
    ],
    help: '联席会议议定的事项：一个牵头单位、一个期限、一个可检验的结果。承办在牵头单位自己的系统里进行，这里看到的是同一个状态。',
  },
  {
    path: '/meeting/meetings',
    section: '/meeting',
    title: '会议',
    operation: 'meetings_in_meetings',
    key: 'meeting',
    columns: ['meeting', 'period', 'held_on', 'attended', 'absent'],
    actions: ['hold_meeting_in_meetings', 'open_figures_in_figure-openings'],
    help: '历次联席会议：时间、到会和缺席的成员单位。成员单位的季度数据锁定以后，可在此说明理由，开放一段时间补报。',
  },
  {
    path: '/meeting/tasks',
    section: '/meeting',
    title: '本单位任务',
    operation: 'tasks_in_departments',
    key: 'no',
    columns: ['text', 'no', 'state_name', 'due_on', 'deliverable', 'measure', 'co'],
    defaults: own,
    rowActions: [
      { operation: 'accept_task_in_departments', label: '承接', batch: true, when: (row) => row.state === 'ISSUED' },
      { operation: 'progress_task_in_departments', label: '填报进展', when: (row) => ['ACCEPTED', 'IN_PROGRESS', 'RETURNED'].includes(String(row.state)) },
      { operation: 'submit_task_in_departments', label: '报结', when: (row) => ['IN_PROGRESS', 'RETURNED'].includes(String(row.state)) },
    ],
    help: '联席会议交由本单位牵头的事项：承接、填报进展、报结；牵头单位核验后销号。',
  },
  {
    path: '/meeting/recommendations',
    section: '/meeting',
    title: '推优',
    operation: 'recommendations_in_departments',
    key: 'recommendation',
    columns: ['recommendation', 'case_id', 'held_on', 'due', 'present', 'yes', 'valid_until', 'outcome'],
    defaults: own,
    actions: ['recommend_in_departments'],
    help: '工会、共青团、妇联召开会议推荐优秀职工作入党积极分子人选，结果由发展党员服务返回。',
  },
  {
    path: '/meeting/difficulties',
    section: '/meeting',
    title: '企业困难',
    operation: 'difficulties_in_departments',
    key: 'difficulty',
    columns: ['text', 'difficulty', 'field', 'credit_code', 'due_on', 'outcome', 'answer'],
    defaults: own,
    rowActions: [{ operation: 'answer_difficulty_in_departments', label: '答复', when: (row) => !row.outcome }],
    help: '领导干部联系点反映、交本单位办理的企业困难，请在期限前答复。',
  },
]
