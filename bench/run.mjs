// `npm run bench`, after `npm run build`: what the command costs beside Node itself, and beside its peers.
// The number of runs can be given: `npm run bench -- 51`.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { peers } from './peers.mjs'
import { measure, table } from './timing.mjs'

const command = fileURLToPath(new URL('../dist/cli.cjs', import.meta.url))
const input = fileURLToPath(new URL('input', import.meta.url))
if (!existsSync(command)) throw new Error('dist/cli.cjs is missing: npm run build')
const runs = Number(process.argv[2] ?? 25)
const node = process.execPath

const small = ['build', '--preset', 'single-node', '--set', 'expose.host=x']
const large = ['build', '-f', 'values.yaml', '--set', 'redis.storage.size=8Gi']
const directory = mkdtempSync(join(tmpdir(), 'clearml-manifests-bench-'))
try {
  const stream = execFileSync(node, [command, ...small], { cwd: directory, encoding: 'utf8' })
  const { cases, missing } = peers(directory, stream)
  const all = [
    { name: 'node -e 0', command: node, args: ['-e', '0'], cwd: directory },
    { name: '--version', command: node, args: [command, '--version'], cwd: directory },
    { name: small.join(' '), command: node, args: [command, ...small], cwd: directory },
    {
      name: 'build, clearml.yaml, -f values.yaml, --set',
      command: node,
      args: [command, ...large],
      cwd: input,
    },
    ...cases,
  ]
  console.log(`Node ${process.version}, ${runs} runs each, in turns; ratios to node -e 0\n`)
  console.log(table(measure(all, runs, process.env)))
  for (const name of missing) console.log(`${name}: skipped, not on PATH`)
  // Node reads these at its start, which can take longer than all the rest and makes every ratio look better.
  const { NODE_EXTRA_CA_CERTS: certificates, ...env } = process.env
  if (certificates) {
    console.log('\nThe same without NODE_EXTRA_CA_CERTS\n')
    console.log(table(measure(all, runs, env)))
  }
} finally {
  rmSync(directory, { recursive: true, force: true })
}
execFileSync(node, [fileURLToPath(new URL('objects.mjs', import.meta.url))], { stdio: 'inherit' })
