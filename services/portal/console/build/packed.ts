/** Writes each file of the build a second and a third time, packed, so that the portal need not pack while it serves. */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

const PACKABLE = /\.(js|css|html|json|svg)$/

export function packed(directory: string): Plugin {
  return {
    name: 'lianxi-packed',
    apply: 'build',
    closeBundle() {
      // Without it the build has failed already, and said why.
      if (!existsSync(directory)) return
      for (const name of readdirSync(directory, { recursive: true }) as string[]) {
        if (!PACKABLE.test(name)) continue
        const content = readFileSync(join(directory, name))
        const best = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }
        writeFileSync(join(directory, `${name}.br`), brotliCompressSync(content, best))
        writeFileSync(join(directory, `${name}.gz`), gzipSync(content, { level: 9 }))
      }
    },
  }
}
