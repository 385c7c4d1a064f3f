/** The lock files of agents, and the step that installs them. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { lockFiles } from '../../overlays/agents/requirements.generated.js'
import { agentVersions, lockFile } from '../../overlays/agents/requirements.js'
import { agents } from '../../overlays/index.js'
import { agentPython, needsAgent } from '../support/agentPython.js'
import { podOf } from '../support/objects.js'
import { built } from '../support/streams.js'
import { needs } from '../support/which.js'

/** Name to version. */
const pins = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text
      .trimEnd()
      .split('\n')
      .map((line) => {
        const [, name = '', version = ''] =
          /^([a-z0-9-]+)==(\S+)( --hash=sha256:[0-9a-f]{64})+$/.exec(line) ?? []
        return [name, version]
      }),
  )

t.test('every version has a lock file, in which each package has its version and hashes', async (t) => {
  t.same(Object.keys(lockFiles), [...agentVersions])
  for (const version of agentVersions) {
    const text = lockFile({ version, requirements: null })
    t.equal(pins(text).get('clearml-agent'), version)
    t.notOk(pins(text).has(''), 'a line of another form')
    t.match(text, /^psutil==\S+( --hash=\S+){2}$/m, 'it has a wheel for each architecture')
  }
  const own = 'clearml-agent==1 --hash=sha256:0\n'
  t.equal(lockFile({ version: '3.0.3', requirements: own }), own)
})

t.test('the lock file has all that clearml-agent needs', needsAgent, async (t) => {
  const program = `import importlib.metadata as m, json, re, sys
from pkg_resources import Requirement
def canonical(name): return re.sub(r"[-_.]+", "-", name).lower()
seen, todo = {}, ["clearml-agent"]
while todo:
    name = canonical(todo.pop())
    if name in seen: continue
    found = m.distribution(name)
    seen[name] = found.version
    for text in found.requires or []:
        needed = Requirement(text)
        if needed.marker is None or needed.marker.evaluate({"extra": ""}): todo.append(needed.project_name)
print(json.dumps(seen))
`
  const { stdout, stderr } = spawnSync(agentPython, ['-c', program], { encoding: 'utf8' })
  const needed: Readonly<Record<string, string>> = stdout === '' ? { error: stderr } : JSON.parse(stdout)
  const version = agentVersions.find((one) => one === needed['clearml-agent'])
  t.not(version, undefined, `it is one of ours: ${JSON.stringify(needed)}`)
  if (version === undefined) return
  const locked = pins(lockFile({ version, requirements: null }))
  t.same(Object.keys(needed).sort(), [...locked.keys()].sort())
})

/** A wheel with one module, made without any tool. */
const wheel = (t: Test, dir: string): { readonly requirement: string; readonly file: string } => {
  const program = `import sys, zipfile
info = "clearml_agent-9.9.9.dist-info/"
with zipfile.ZipFile(sys.argv[1], "w") as z:
    z.writestr("clearml_agent/__init__.py", "")
    z.writestr("clearml_agent/__main__.py", "import sys; print('runs in', sys.prefix)")
    z.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: clearml-agent\\nVersion: 9.9.9\\n")
    z.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    z.writestr(info + "RECORD", "")
`
  const file = join(dir, 'clearml_agent-9.9.9-py3-none-any.whl')
  t.equal(spawnSync('python3', ['-c', program, file]).status, 0)
  const hash = createHash('sha256').update(readFileSync(file)).digest('hex')
  return { requirement: `clearml-agent==9.9.9 --hash=sha256:${hash}\n`, file }
}

t.test(
  'the install step makes a virtual environment, and takes nothing of another hash',
  needs('python3'),
  async (t) => {
    const dir = t.testdir({ wheels: {}, programs: {} })
    const { requirement, file } = wheel(t, join(dir, 'wheels'))
    const { manifests } = built({
      overlays: [
        agents({
          static: { count: 1 },
          requirements: requirement,
          server: { files: 'https://f.example.com' },
        }),
      ],
    })
    const { init, main } = podOf(manifests, 'agent')
    const found = manifests.find(({ metadata }) => (metadata as { name?: string }).name === 'clearml-agents') // it has one
    const text = (found?.data as { readonly 'requirements.txt'?: string })['requirements.txt'] ?? '' // and this key
    t.equal(text, requirement)
    const here = (word: string): string =>
      word
        .replaceAll('/opt/clearml-manifests', join(dir, 'programs'))
        .replaceAll('/opt/clearml-agent', join(dir, 'agent'))
    mkdirSync(join(dir, 'agent'))
    writeFileSync(join(dir, 'programs/requirements.txt'), text)
    const [shell = '', ...args] = (init[0]?.command ?? []).map(here)
    const env = {
      PATH: process.env.PATH ?? '',
      PIP_NO_INDEX: '1',
      PIP_FIND_LINKS: join(dir, 'wheels'),
      HOME: '/nonexistent',
    }
    const install = () => spawnSync(shell, args, { encoding: 'utf8', env })
    const python = here(main.command?.[0] ?? '')
    for (const time of ['first', 'second']) {
      const { status, stderr } = install()
      t.equal(status, 0, `${time} time: ${stderr}`)
      t.equal(
        spawnSync(python, ['-m', 'clearml_agent'], { encoding: 'utf8', env }).stdout,
        `runs in ${join(dir, 'agent/venv')}\n`,
      )
    }
    t.not(
      spawnSync('python3', ['-c', 'import clearml_agent'], { env, cwd: '/' }).status,
      0,
      'tasks do not see it',
    )
    cpSync(file, `${file}.old`)
    writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.from(' ')]))
    const tampered = install()
    t.not(tampered.status, 0)
    t.match(tampered.stderr, /THESE PACKAGES DO NOT MATCH THE HASHES/)
  },
)
