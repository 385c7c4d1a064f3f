// Other tools on the same stream: each reads it and prints it, with nothing to change, which is the least they can do.
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'

/** The cases that can run here, and the names of those that cannot. `directory` is an empty one to write into. */
export const peers = (directory, stream) => {
  mkdirSync(`${directory}/kustomize`)
  writeFileSync(`${directory}/kustomize/stream.yaml`, stream)
  writeFileSync(`${directory}/kustomize/kustomization.yaml`, 'resources: [stream.yaml]\n')
  mkdirSync(`${directory}/chart/templates`, { recursive: true })
  writeFileSync(`${directory}/chart/Chart.yaml`, 'apiVersion: v2\nname: stream\nversion: 0.1.0\n')
  writeFileSync(`${directory}/chart/templates/stream.yaml`, stream.replaceAll('{{', '{{ "{{" }}'))
  const all = [
    { command: 'kubectl', args: ['kustomize', 'kustomize'], version: ['version', '--client'] },
    { command: 'helm', args: ['template', 'chart'], version: ['version'] },
  ]
  const isThere = ({ command, version }) => spawnSync(command, version).status === 0
  return {
    cases: all
      .filter(isThere)
      .map(({ command, args }) => ({ name: `${command} ${args[0]}`, command, args, cwd: directory })),
    missing: all.filter((one) => !isThere(one)).map(({ command }) => command),
  }
}
