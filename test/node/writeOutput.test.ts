import { execFileSync, spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { buildSync } from 'esbuild'
import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { parse } from 'yaml'
import { showInputError } from '../../src/node/inputError.js'
import { kustomizationText, listedNames } from '../../src/node/outputDirectory.js'
import { writeOutput } from '../../src/node/writeOutput.js'

const write = async (
  target: string,
  content: string | Readonly<Record<string, string>>,
): Promise<'done' | ReadonlyArray<string>> => {
  const files =
    typeof content === 'string' ? [] : Object.entries(content).map(([name, text]) => ({ name, text }))
  const result = await writeOutput(target, { text: typeof content === 'string' ? content : '', files })()
  return E.isLeft(result) ? result.left.map(showInputError) : 'done'
}

const read = (path: string): string => readFileSync(path, 'utf8')
const mode = (path: string): number => statSync(path).mode & 0o777

/** Root may write everywhere: act as somebody else. */
const unprivileged = async <A>(run: () => Promise<A>): Promise<A> => {
  const isRoot = process.getuid?.() === 0
  if (isRoot) process.seteuid?.(65534)
  try {
    return await run()
  } finally {
    if (isRoot) process.seteuid?.(0)
  }
}

t.test('a file is replaced whole, in one step', async (t) => {
  const dir = t.testdir({ 'old.yaml': 'old: a much longer text than the new one\n' })
  const old = openSync(`${dir}/old.yaml`, 'r')
  t.equal(await write(`${dir}/old.yaml`, 'new: 1\n'), 'done')
  t.equal(read(`${dir}/old.yaml`), 'new: 1\n')
  t.match(readFileSync(old, 'utf8'), /^old: .* one\n$/, 'a reader of the old file keeps the old file')
  closeSync(old)
  t.equal(await write(`${dir}/new.yaml`, 'é\n'), 'done')
  t.equal(read(`${dir}/new.yaml`), 'é\n')
  t.same(readdirSync(dir).sort(), ['new.yaml', 'old.yaml'], 'nothing is left behind')
})

t.test('the mode of a file is kept, a new one is 0644', async (t) => {
  const dir = t.testdir({ 'a.yaml': '' })
  chmodSync(`${dir}/a.yaml`, 0o640)
  const umask = process.umask(0o022)
  await write(`${dir}/a.yaml`, 'a: 1\n')
  await write(`${dir}/b.yaml`, 'b: 1\n')
  process.umask(umask)
  t.equal(mode(`${dir}/a.yaml`), 0o640)
  t.equal(mode(`${dir}/b.yaml`), 0o644)
})

t.test('symbolic links are followed', async (t) => {
  const dir = t.testdir({ real: { 'a.yaml': 'old\n' }, links: {} })
  symlinkSync('../real/a.yaml', `${dir}/links/a.yaml`)
  symlinkSync('a.yaml', `${dir}/links/b.yaml`)
  symlinkSync('../real/new.yaml', `${dir}/links/new.yaml`)
  symlinkSync('links', `${dir}/through`)
  symlinkSync('ring', `${dir}/ring`)
  t.equal(await write(`${dir}/through/b.yaml`, 'new\n'), 'done')
  t.equal(read(`${dir}/real/a.yaml`), 'new\n')
  t.equal(readlinkSync(`${dir}/links/a.yaml`), '../real/a.yaml', 'the link stays')
  t.equal(await write(`${dir}/through/new.yaml`, 'new\n'), 'done')
  t.equal(read(`${dir}/real/new.yaml`), 'new\n', 'also to what is not there yet')
  t.same(await write(`${dir}/ring`, 'x'), [`${dir}/ring: cannot be written: too many symbolic links`])
})

t.test('devices and pipes are written to, not replaced', async (t) => {
  const dir = t.testdir({})
  t.equal(await write('/dev/null', 'x'), 'done')
  t.ok(statSync('/dev/null').isCharacterDevice())
  execFileSync('mkfifo', [`${dir}/pipe`])
  const cat = spawn('cat', [`${dir}/pipe`], { stdio: ['ignore', 'pipe', 'inherit'] })
  t.equal(await write(`${dir}/pipe`, 'through\n'), 'done')
  let got = ''
  for await (const chunk of cat.stdout) got += String(chunk)
  t.equal(got, 'through\n')
  t.ok(statSync(`${dir}/pipe`).isFIFO())
})

t.test('a file that cannot be written says why, and leaves nothing behind', async (t) => {
  const dir = t.testdir({ d: { x: '' }, 'file.yaml': 'old\n', closed: {}, readonly: { 'a.yaml': 'old\n' } })
  t.same(await write(`${dir}/none/a.yaml`, 'x'), [
    `${dir}/none/a.yaml: cannot be written: no such directory: ${dir}/none`,
  ])
  t.same(await write(`${dir}/d`, 'x'), [
    `${dir}/d: cannot be written: is a directory; end it with / to get one file per manifest`,
  ])
  t.same(await write(`${dir}/file.yaml/a`, 'x'), [
    `${dir}/file.yaml/a: cannot be written: a part of the path is not a directory`,
  ])
  t.same(await write('', 'x'), [': cannot be written: the name of the file is empty'])
  if (existsSync('/dev/full')) {
    t.same(await write('/dev/full', 'x'), ['/dev/full: cannot be written: no space left on the device'])
  }
  chmodSync(`${dir}/closed`, 0o555)
  chmodSync(`${dir}/readonly`, 0o777)
  chmodSync(`${dir}/readonly/a.yaml`, 0o444)
  t.same(await unprivileged(() => write(`${dir}/closed/a.yaml`, 'x')), [
    `${dir}/closed/a.yaml: cannot be written: permission denied`,
  ])
  t.same(await unprivileged(() => write(`${dir}/closed/`, { 'a.yaml': 'x' })), [
    `${dir}/closed/a.yaml: cannot be written: permission denied`,
  ])
  t.same(
    await unprivileged(() => write(`${dir}/readonly/a.yaml`, 'x')),
    [`${dir}/readonly/a.yaml: cannot be written: permission denied`],
    'a rename could replace a read-only file, but must not',
  )
  t.same(readdirSync(dir).sort(), ['closed', 'd', 'file.yaml', 'readonly'])
  t.same([readdirSync(`${dir}/closed`), readdirSync(`${dir}/readonly`)], [[], ['a.yaml']])
  t.equal(read(`${dir}/readonly/a.yaml`), 'old\n')
  chmodSync(`${dir}/closed`, 0o755)
})

t.test('a directory gets one file per manifest and a kustomization.yaml', async (t) => {
  const dir = `${t.testdir({})}/out/clearml/`
  t.equal(
    await write(dir, { 'namespace.yaml': 'kind: Namespace\n', 'apiserver.yaml': 'kind: Deployment\n' }),
    'done',
  )
  t.same(readdirSync(dir).sort(), ['apiserver.yaml', 'kustomization.yaml', 'namespace.yaml'])
  t.equal(
    read(`${dir}kustomization.yaml`),
    `# Written by clearml-manifests build; do not edit.
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - namespace.yaml
  - apiserver.yaml
`,
  )
  t.equal(read(`${dir}namespace.yaml`), 'kind: Namespace\n')
})

t.test('the next run removes what it makes no more, and only that', async (t) => {
  const dir = `${t.testdir({ 'outside.yaml': 'keep\n', out: {} })}/out/`
  await write(dir, { 'a.yaml': 'a\n', 'b.yaml': 'b\n', 'link.yaml': 'c\n' })
  writeFileSync(`${dir}README.md`, 'mine\n')
  writeFileSync(`${dir}mine.yaml`, 'mine\n')
  mkdirSync(`${dir}sub`)
  writeFileSync(`${dir}.hidden`, 'mine\n')
  rmSync(`${dir}link.yaml`)
  symlinkSync('../outside.yaml', `${dir}link.yaml`)
  const listed = [
    '../outside.yaml',
    'sub',
    './mine.yaml',
    '.hidden',
    '/etc/hosts',
    '.',
    '..',
    '"../outside.yaml"',
  ]
  writeFileSync(
    `${dir}kustomization.yaml`,
    `${read(`${dir}kustomization.yaml`)}${listed.map((name) => `  - ${name}\n`).join('')}`,
  )
  t.equal(await write(dir, { 'b.yaml': 'b2\n', 'c.yaml': 'c\n' }), 'done')
  t.same(readdirSync(dir).sort(), [
    '.hidden',
    'README.md',
    'b.yaml',
    'c.yaml',
    'kustomization.yaml',
    'mine.yaml',
    'sub',
  ])
  t.equal(read(`${dir}b.yaml`), 'b2\n')
  t.equal(read(`${dir}../outside.yaml`), 'keep\n')
  t.same(parse(read(`${dir}kustomization.yaml`)).resources, ['b.yaml', 'c.yaml'])
})

t.test('files of somebody else are not touched', async (t) => {
  const dir = t.testdir({
    theirs: { 'kustomization.yaml': 'resources: [a.yaml]\n', 'a.yaml': 'theirs\n' },
    yml: { 'kustomization.yml': 'resources: []\n' },
    stray: { 'a.yaml': 'theirs\n', 'b.yaml': 'b\n' },
    folder: { 'a.yaml': {} },
    file: '',
  })
  const foreign =
    'cannot be written: exists and was not written by clearml-manifests build; move it, or choose another directory'
  const content = { 'a.yaml': 'ours\n', 'b.yaml': 'b\n' }
  t.same(await write(`${dir}/theirs/`, content), [`${dir}/theirs/kustomization.yaml: ${foreign}`])
  t.same(await write(`${dir}/yml/`, content), [`${dir}/yml/kustomization.yml: ${foreign}`])
  t.same(await write(`${dir}/stray/`, content), [`${dir}/stray/a.yaml: ${foreign}`])
  t.same(await write(`${dir}/folder/`, content), [`${dir}/folder/a.yaml: ${foreign}`])
  t.same(await write(`${dir}/file/`, content), [`${dir}/file/: cannot be written: is not a directory`])
  t.same(readdirSync(`${dir}/theirs`).sort(), ['a.yaml', 'kustomization.yaml'])
  t.equal(read(`${dir}/theirs/a.yaml`), 'theirs\n')
  t.same(readdirSync(`${dir}/stray`).sort(), ['a.yaml', 'b.yaml'])
  t.equal(read(`${dir}/stray/a.yaml`), 'theirs\n')
  t.same(readdirSync(`${dir}/yml`), ['kustomization.yml'])
  writeFileSync(`${dir}/stray/a.yaml`, 'ours\n')
  t.equal(await write(`${dir}/stray/`, content), 'done', 'what an interrupted run left is ours')
})

t.test('a link in the directory is replaced, not followed', async (t) => {
  const dir = `${t.testdir({ 'outside.yaml': 'keep\n', out: {} })}/out/`
  await write(dir, { 'a.yaml': 'a\n' })
  rmSync(`${dir}a.yaml`)
  symlinkSync('../outside.yaml', `${dir}a.yaml`)
  t.equal(await write(dir, { 'a.yaml': 'a2\n' }), 'done')
  t.equal(read(`${dir}../outside.yaml`), 'keep\n')
  t.equal(read(`${dir}a.yaml`), 'a2\n')
})

t.test('names that are no plain file names are refused before anything is written', async (t) => {
  const dir = `${t.testdir({})}/out/`
  for (const name of [
    '../a.yaml',
    'a/b.yaml',
    '.',
    '..',
    '',
    '.a.yaml',
    'kustomization.yaml',
    'a\0',
    'a\\b',
  ]) {
    t.same(await write(dir, { 'ok.yaml': '', [name]: '' }), [
      `${dir}${name}: cannot be written: not a name for a file in this directory`,
    ])
  }
  t.same(await write(dir, { 'a.yaml': '', 'A.yaml': '' }), [
    `${dir}A.yaml: cannot be written: two files would have this name`,
  ])
  t.notOk(existsSync(dir))
})

t.test('kustomization.yaml names every file as YAML readers understand it', async (t) => {
  const names = [
    'a.yaml',
    'system:reader.yaml',
    'true',
    '1.5',
    'a b.yaml',
    'a"b.yaml',
    '- x',
    'é.yaml',
    '# x',
  ]
  t.same(parse(kustomizationText(names)).resources, names)
  t.same(listedNames(kustomizationText(names)), names)
  t.same(parse(kustomizationText([])).resources, [])
  t.same(listedNames(kustomizationText([]).replaceAll('\n', '\r\n')), [])
})

t.test('standard output', async (t) => {
  const dir = t.testdir({})
  const program = `${dir}/write.cjs`
  buildSync({
    stdin: {
      contents: `import { writeOutput } from './src/node/writeOutput.js'
        import { showInputError } from './src/node/inputError.js'
        const run = async () => {
          for (let i = 0; i < Number(process.argv[3]); i++) {
            const r = await writeOutput('-', { text: 'x'.repeat(Number(process.argv[2])) + '\\n', files: [] })()
            if (r._tag === 'Left') console.error(r.left.map(showInputError).join())
          }
          process.exit(0)
        }
        run()`,
      resolveDir: process.cwd(),
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile: program,
  })
  const run = (command: string) =>
    spawnSync('sh', ['-c', command, process.execPath, program], {
      encoding: 'utf8',
      maxBuffer: 1e8,
      cwd: dir,
    })

  const slow = run('"$0" "$1" 5000000 2 | (sleep 0.3; wc -c)')
  t.equal(slow.stdout.trim(), '10000002', 'a slow reader gets everything')

  const head = run('{ "$0" "$1" 5000000 12; echo "exit $?" >&2; } | head -c 1')
  t.equal(head.stdout, 'x')
  t.equal(head.stderr, 'exit 0\n', 'a reader that went away is no failure, however often it is written to')

  const gone = run('{ sleep 0.2; "$0" "$1" 10 3; echo "exit $?" >&2; } | true')
  t.equal(gone.stderr, 'exit 0\n', 'nor one that was never there')

  const file = run('"$0" "$1" 3 2 > out; cat out')
  t.equal(file.stdout, 'xxx\nxxx\n')

  if (existsSync('/dev/full')) {
    const full = run('"$0" "$1" 3 1 > /dev/full')
    t.equal(full.stderr, '<stdout>: cannot be written: no space left on the device\n')
  }
})
