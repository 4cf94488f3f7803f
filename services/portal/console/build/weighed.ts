/** Weighs the first page: what a browser has to fetch, packed, before anything can be seen. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

// Over a county's line of 2 Mbit/s that is two seconds.
const MOST_BYTES = 450_000
const FETCHED = /(?:src|href)="\/console\/([^"]+)"/g

export function weighed(directory: string): Plugin {
  return {
    name: 'lianxi-weighed',
    apply: 'build',
    closeBundle: {
      order: 'post',
      sequential: true,
      handler() {
        const page = join(directory, 'index.html')
        if (!existsSync(page)) return
        const bytes = weight(directory)
        console.log(`first page: ${(bytes / 1000).toFixed(0)} kB packed`)
        if (bytes > MOST_BYTES) throw new Error(`the first page weighs ${bytes} bytes packed, more than ${MOST_BYTES}`)
      },
    },
  }
}

/** Return the bytes of the first page and of all that it names, packed by gzip. */
export function weight(directory: string): number {
  const named = [...readFileSync(join(directory, 'index.html'), 'utf-8').matchAll(FETCHED)].map((one) => one[1] ?? '')
  return ['index.html', ...named].reduce((sum, name) => sum + statSync(join(directory, `${name}.gz`)).size, 0)
}
