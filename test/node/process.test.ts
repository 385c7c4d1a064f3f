import { execFileSync, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { buildSync } from 'esbuild'
import t from 'tap'
import { directoryOf, errorsOf } from '../support/command.js'
import { needs } from '../support/which.js'

// The command as one file, as it ships, in processes of its own.
const cli = join(directoryOf(t), 'cli.cjs')
buildSync({
  entryPoints: ['src/node/cli.ts'],
  bundle: true,
  platform: 'node',
  format: 'cjs',
  mainFields: ['module', 'main'],
  minify: true,
  outfile: cli,
})

const child = (argv: ReadonlyArray<string>, cwd = tmpdir(), input = '') => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...argv], {
    cwd,
    input,
    encoding: 'utf8',
    maxBuffer: 1e9,
  })
  return { code: status ?? -1, out: stdout, err: stderr.split('\n').filter((line) => line !== '') }
}
const shell = (line: string, cwd: string) => {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', `set -o pipefail; ${line}`], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NODE: process.execPath, CLI: cli },
  })
  return { code: status ?? -1, out: stdout, err: stderr.split('\n').filter((line) => line !== '') }
}

t.test('the stream goes to standard output, warnings to standard error, without colours', async (t) => {
  const { code, out, err } = child(['build'])
  t.equal(code, 0)
  t.match(out, /^apiVersion: v1\nkind: Namespace\n/)
  t.match(err, [/^warning: /])
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escapes are what is looked for
  t.notMatch(out + err.join(''), /\u001b/)
})

t.test('errors of the command line and of the build have the exit code 2', async (t) => {
  t.match(errorsOf(t, child(['build', '--overlay', 'nsf']), 'a misspelt overlay'), [/did you mean nfs/])
  t.match(errorsOf(t, child([]), 'no command'), [/no command/])
  t.match(errorsOf(t, child(['build', '--part', 'x']), 'a wrong part'), [/Allowed choices/])
})

t.test('values come from standard input', async (t) => {
  const { code, out } = child(['build', '-f', '-'], tmpdir(), 'namespace: from-stdin\n')
  t.equal(code, 0)
  t.match(out, /namespace: from-stdin/)
  t.strictSame(errorsOf(t, child(['build', '-f', '-'], tmpdir(), 'redis:\n  storag: 5\n'), 'stdin'), [
    '<stdin>:2:3: redis.storag: no such value; did you mean storage?',
  ])
  t.match(child(['build', '--deployment', '-'], tmpdir(), 'preset: dev\n').out, /emptyDir/)
})

t.test('a reader that goes away early is no error', needs('bash', 'head'), async (t) => {
  const { code, out, err } = shell('"$NODE" "$CLI" build --preset dev | head -1', directoryOf(t))
  t.strictSame({ code, out, err }, { code: 0, out: 'apiVersion: v1\n', err: [] })
  const { code: closed } = shell('"$NODE" "$CLI" build --preset dev >&-; true', directoryOf(t))
  t.equal(closed, 0)
})

t.test('a full disk behind standard output is an error', needs('bash'), async (t) => {
  const { code, err } = shell('"$NODE" "$CLI" build --preset dev > /dev/full', directoryOf(t))
  t.equal(code, 2)
  t.match(err, [/^error: .*standard output cannot be written/])
  const secrets = shell('"$NODE" "$CLI" secrets -o - > /dev/full', directoryOf(t))
  t.strictSame(secrets.err, ['error: standard output cannot be written'], 'and nothing is said to be printed')
})

t.test('100 MB of YAML are refused at once, from a file and from a pipe', async (t) => {
  const cwd = directoryOf(t)
  const file = createWriteStream(join(cwd, 'big.yaml'))
  const chunk = 'a: bbbbbbbbbbbbbbbbbbbbbbbbbbbb\n'.repeat(32_768)
  for (let i = 0; i < 100; i++) if (!file.write(chunk)) await once(file, 'drain')
  file.end()
  await once(file, 'close')
  const start = Date.now()
  t.match(errorsOf(t, child(['build', '-f', 'big.yaml'], cwd), 'a file'), [
    /^big.yaml: is too large: 100 MiB, more than the limit of 8 MiB$/,
  ])
  t.match(errorsOf(t, child(['build', '-f', '-'], cwd, chunk.repeat(20)), 'a pipe'), [
    /^<stdin>: is too large/,
  ])
  t.ok(Date.now() - start < 20_000, 'in seconds')
})

t.test('what is written is whole: a refused build leaves the old file', needs('bash'), async (t) => {
  const cwd = directoryOf(t, { 'out.yaml': 'old\n' })
  t.equal(child(['build', '--set', 'x=1', '-o', 'out.yaml'], cwd).code, 2)
  t.equal(shell('cat out.yaml', cwd).out, 'old\n')
  t.equal(child(['build', '--preset', 'dev', '-o', 'out.yaml'], cwd).code, 0)
  t.strictSame(readdirSync(cwd), ['out.yaml'])
  t.match(shell('tail -c 1 out.yaml | od -c', cwd).out, /\\n/)
})

t.test('time zone, locale and environment do not matter', async (t) => {
  const stream = (env: NodeJS.ProcessEnv): string =>
    execFileSync(process.execPath, [cli, 'build', '--preset', 'dev'], {
      env,
      cwd: resolve('/'),
      encoding: 'utf8',
    })
  t.equal(
    stream({ TZ: 'Asia/Tokyo', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', FORCE_COLOR: '1' }),
    stream({ NO_COLOR: '1' }),
  )
})
