import { person } from '@/state/session'
import { today } from '@/shared/today'
import type { Row } from '@/api/call'
import type { ListPage } from './list'
import { before, quarterOf } from './report'

const own = () => ({ department: person.department.code })
const filled = (row: Row, fields: readonly string[]): Row => Object.fromEntries(fields.filter((one) => row[one] != null).map((one) => [one, row[one]]))

export const MEETING_LISTS: readonly ListPage[] = [
  {
    path: '/meeting',
    section: '/meeting',
    title: '议定事项',
    operation: 'resolutions_in_resolutions',
    key: 'no',
    columns: ['text', 'no', 'state_name', 'urging', 'lead', 'files', 'co', 'due_on', 'original_due_on', 'deliverable', 'measure', 'indicator', 'area', 'target', 'convened_for'],
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
    columns: ['meeting', 'area', 'period', 'kind', 'planned_on', 'held_on', 'attended', 'absent', 'substitutes', 'minutes', 'issued_on', 'resolutions', 'supplements'],
    actions: ['plan_meeting_in_meeting-plans', 'hold_meeting_in_meetings', 'open_figures_in_figure-openings'],
    rowActions: [
      { operation: 'plan_meeting_in_meeting-plans', label: '改期', when: (row) => Boolean(row.planned_on) && !row.held_on },
      { operation: 'hold_meeting_in_meetings', label: '登记召开', when: (row) => Boolean(row.planned_on) && !row.held_on },
      { operation: 'confirm_agenda_in_meetings', label: '确定议程', when: (row) => !row.held_on },
      { operation: 'issue_minutes_in_meetings', label: '印发纪要', when: (row) => Boolean(row.held_on) && !row.minutes },
      { operation: 'supplement_minutes_in_meetings', label: '补充纪要', when: (row) => Boolean(row.minutes) },
    ],
    help: '全市和各县（市、区）的历次联席会议：筹备、议程、到会情况和纪要；全市的会议不填所属县（市、区）。纪要印发以后，议定事项不再增加，更正另发补充纪要。成员单位的季度数据锁定以后，可在此说明理由，开放一段时间补报。',
  },
  {
    path: '/meeting/topics',
    section: '/meeting',
    title: '议题',
    operation: 'topics_in_topics',
    key: 'topic',
    columns: ['text', 'topic', 'meeting', 'heading', 'department', 'place', 'indicator', 'area', 'resolution'],
    actions: ['propose_topic_in_departments'],
    help: '成员单位为下次联席会议提出的议题，会前七日征集完毕；牵头单位会前两日确定议程，议程中的次序显示在这里。',
  },
  {
    path: '/meeting/suggestions',
    section: '/meeting',
    title: '建议议题',
    operation: 'suggestions_in_reports',
    key: 'text',
    columns: ['text', 'heading', 'indicator', 'area', 'resolution'],
    filters: ['period'],
    scope: { area: 'area' },
    defaults: () => ({ area: person.city, period: before(quarterOf(today.value)) }),
    rowActions: [{ operation: 'propose_topic_in_departments', label: '列为议题', gives: (row) => ({ ...own(), ...filled(row, ['heading', 'indicator', 'area', 'resolution']) }) }],
    help: '由季度数据列出的建议：逾期的议定事项、比上季度下降较多的比率、互相矛盾的数字、没有报送的单位。是否列为议题，由牵头单位决定。',
  },
  {
    path: '/meeting/tasks',
    section: '/meeting',
    title: '本单位任务',
    operation: 'tasks_in_departments',
    key: 'no',
    columns: ['text', 'no', 'state_name', 'due_on', 'deliverable', 'files', 'measure', 'co', 'convened_for'],
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
