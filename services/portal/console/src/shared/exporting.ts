/** A list as a workbook; one of persons for a purpose, and with many rows after another person's approval (R-PRV-22). */
import { ElMessage, ElMessageBox } from 'element-plus'
import { call, operation, sent } from '@/api/call'
import { Problem } from '@/api/problem'
import { save } from './save'

const MANY = 'R-PRV-22'

export async function exportList(list: string, title: string, filters: Record<string, string>): Promise<void> {
  const purpose = operation(list).personal ? await asked(title) : ''
  if (purpose === undefined) return
  const query = new URLSearchParams(purpose ? { ...filters, purpose } : filters)
  try {
    save(await (await sent(`/api/v1/exports/${list}?${query}`, {})).blob(), `${title}.xlsx`)
  } catch (problem) {
    if (!(problem instanceof Problem && problem.violations.some((one) => one.rule === MANY))) throw problem
    await request(list, filters, purpose, problem.detail)
  }
}

async function asked(title: string): Promise<string | undefined> {
  const said = await ElMessageBox.prompt('名单含个人信息，导出将留有记录，文件上注明导出人、时间和用途。请写明用途：', `导出${title}`, {
    confirmButtonText: '导出',
    cancelButtonText: '取消',
    inputPattern: /^\s*\S[\s\S]{0,198}\s*$/,
    inputErrorMessage: '请写明用途，至多200字',
  }).catch(() => null)
  return said?.value.trim()
}

async function request(list: string, filters: Record<string, string>, purpose: string, why: string): Promise<void> {
  const wanted = await ElMessageBox.confirm(`${why}。现在申请？`, '需要另一人批准', { confirmButtonText: '申请导出', cancelButtonText: '取消', type: 'warning' }).catch(() => null)
  if (!wanted) return
  await call('ask_export', { operation: list, filters, purpose })
  ElMessage({ type: 'success', message: '已申请，批准后在“导出申请”中下载' })
}
