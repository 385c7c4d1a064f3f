// Builds what ships: ESM and CommonJS with types, and the command as a few CommonJS files that start fast.
import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { bundle } from './bundle.mjs'
import { cache } from './cache.mjs'

const tsc = (...flags) =>
  new Promise((done) => {
    const args = ['node_modules/typescript/bin/tsc', ...flags]
    spawn(process.execPath, args, { stdio: 'inherit' }).on('exit', (code) => done(code === 0))
  })

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
rmSync('dist', { recursive: true, force: true })
mkdirSync('dist/cjs', { recursive: true })
writeFileSync('dist/cjs/package.json', '{"type":"commonjs"}\n')
const [esm, cjs] = await Promise.all([
  tsc('-p', 'tsconfig.build.json'),
  tsc('-p', 'tsconfig.cjs.json', '--noCheck'), // the same sources
  bundle('dist').then((files) => cache('dist', files)),
])
chmodSync('dist/cli.cjs', 0o755)
process.exitCode = esm && cjs ? 0 : 1
