/** Files on their way in: with progress, which fetch does not tell. */
import { Problem, problemOf } from './problem'
import { token } from '@/state/session'

/** What is recorded of a file. */
export interface Kept {
  file: string
  name: string
  size: number
  sha256: string
}

/** Send a file for a department's work; `tell` gets the share that is sent, 0 to 100; raises Problem. */
export async function upload(department: string, file: File, tell: (share: number) => void, signal: AbortSignal): Promise<Kept> {
  const bearer = await token()
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/api/v1/departments/${encodeURIComponent(department)}/files?${new URLSearchParams({ name: file.name })}`)
    request.setRequestHeader('Authorization', `Bearer ${bearer}`)
    request.setRequestHeader('Content-Type', 'application/octet-stream')
    request.upload.onprogress = (at) => tell(Math.round((100 * at.loaded) / Math.max(1, at.total)))
    request.onerror = () => reject(new Problem(0, '网络连接中断，文件没有传完；请检查网络后重新选择'))
    request.onload = () => {
      if (request.status === 201) resolve(JSON.parse(request.responseText) as Kept)
      else void problemOf(new Response(request.responseText, { status: request.status })).then(reject)
    }
    signal.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}
