/** A list of enterprises as people paste it from a sheet: a credit code and the county on each line. */
export interface Covered { credit_code: string; area: string }
export interface Pasted { enterprises: Covered[]; problems: string[] }

const CODE = /^[0-9A-Z]{18}$/
const BETWEEN = /[\s,，;；]+/
const MOST_PROBLEMS = 20

/** Read what was pasted; *areas* are the counties' codes by name. A first line without a code is a heading. */
export function pasted(text: string, areas: ReadonlyMap<string, string>): Pasted {
  const enterprises: Covered[] = []
  const problems: string[] = []
  const seen = new Map<string, number>()
  text.split('\n').forEach((line, index) => {
    const words = line.trim().split(BETWEEN).filter(Boolean)
    if (words.length === 0) return
    const code = words.find((word) => CODE.test(word.toUpperCase()))?.toUpperCase()
    const place = words.map((word) => areas.get(word)).find((found) => found !== undefined)
    if (!code) {
      if (index > 0) problems.push(`第 ${index + 1} 行没有 18 位统一社会信用代码`)
      return
    }
    if (!place) return void problems.push(`第 ${index + 1} 行没有本市的县（市、区）名称`)
    const earlier = seen.get(code)
    if (earlier !== undefined) return void problems.push(`第 ${index + 1} 行与第 ${earlier} 行是同一企业，请只保留一行`)
    seen.set(code, index + 1)
    enterprises.push({ credit_code: code, area: place })
  })
  return { enterprises, problems: problems.length > MOST_PROBLEMS ? [...problems.slice(0, MOST_PROBLEMS), `另有 ${problems.length - MOST_PROBLEMS} 行有问题`] : problems }
}
