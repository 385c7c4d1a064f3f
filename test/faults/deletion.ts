import { changed, envOf, everyPod, type Pod, podOf, pods, scriptOf, withEnv } from '../support/objects.js'
import { type Fault, unless } from './fault.js'
import { json, show, urls, variables } from './texts.js'

const API = 'Deployment/clearml-apiserver'
const DELETE = 'Deployment/clearml-asyncdelete'
const WEB = 'Deployment/clearml-webserver'
const PREFIXES = 'CLEARML__services__async_urls_delete__fileserver__url_prefixes'
const main = ['spec', 'template', 'spec', 'containers', 0]
const prefixes = (pod: Pod): ReadonlyArray<string> => (json(envOf(pod.main)[PREFIXES]) as string[]) ?? [] // a list of texts, or the test fails

export const deletionFaults: ReadonlyArray<Fault> = [
  {
    fault: 'asyncdelete declares the configuration volume and does not mount it (chart 7.8.0, #273)',
    find: (manifests) =>
      everyPod(manifests).flatMap(({ name, volumes, main: { volumeMounts = [] } }) =>
        unless(
          volumes.filter((volume) => !/^credentials-/.test(volume.name)),
          (volume) => volumeMounts.some((mount) => mount.name === volume.name),
          (volume) => `${name}: ${volume.name}`,
        ),
      ),
    again: (manifests) => changed(manifests, DELETE, [...main, 'volumeMounts'], []),
  },
  {
    fault:
      'a URL has a malformed port, http://clearml-fileserver:%!s(float64=8081), and asyncdelete crashes (#343)',
    find: (manifests) => unless(urls(manifests), (url) => URL.canParse(url) && !/[%!()]/.test(url), String),
    again: (manifests) =>
      withEnv(manifests, DELETE, PREFIXES, '["http://clearml-fileserver:%!s(float64=8081)"]'),
  },
  {
    fault:
      'the apiserver has no url_prefixes, or others than asyncdelete, and no file is ever queued (7.1, still open)',
    about: 'server',
    find: (manifests) => {
      const [queued, deleted] = [
        prefixes(podOf(manifests, 'apiserver')),
        prefixes(podOf(manifests, 'asyncdelete')),
      ]
      return queued.length > 0 && `${queued}` === `${deleted}` ? [] : [`${queued} / ${deleted}`]
    },
    again: (manifests) => withEnv(manifests, API, PREFIXES, undefined),
  },
  {
    fault: 'url_prefixes name one URL only, not every one under which clients know the fileserver (7.1)',
    about: 'server',
    find: (manifests, { values }) => {
      const displayed = envOf(podOf(manifests, 'webserver').main).WEBSERVER__fileBaseUrl
      const expected = [
        'http://clearml-fileserver:8081',
        ...(displayed === undefined ? [] : [String(json(displayed))]),
        ...(values?.urls?.otherFiles ?? []),
      ]
      return unless(expected, (url) => prefixes(podOf(manifests, 'apiserver')).includes(url), String)
    },
    again: (manifests) =>
      withEnv(
        withEnv(manifests, WEB, 'WEBSERVER__fileBaseUrl', '"https://files.example.com"'),
        API,
        PREFIXES,
        '["http://clearml-fileserver:8081"]',
      ),
  },
  {
    fault: 'a trailing slash in url_prefixes, which are compared as text (7.3)',
    find: (manifests) =>
      pods(manifests).flatMap((pod) =>
        unless(prefixes(pod), (url) => /^https?:\/\/[^/]+(\/[^/]+)*$/.test(url), String),
      ),
    again: (manifests) => withEnv(manifests, API, PREFIXES, '["https://files.example.com/"]'),
  },
  {
    fault: 'the files URL that the UI displays has another scheme than the prefix (7.3)',
    about: 'server',
    find: (manifests) => {
      const env = envOf(podOf(manifests, 'webserver').main)
      const displayed = json(env.WEBSERVER__displayedServerUrls) as { filesServer?: string } | undefined // as written
      const files = displayed?.filesServer
      return files === undefined || prefixes(podOf(manifests, 'asyncdelete')).includes(files) ? [] : [files]
    },
    again: (manifests) =>
      withEnv(
        manifests,
        WEB,
        'WEBSERVER__displayedServerUrls',
        '{"filesServer":"https://clearml-fileserver:8081"}',
      ),
  },
  {
    fault: 'asyncdelete gets an empty default_company (7.1), or the servers another one than the UI (7.3)',
    find: (manifests) =>
      variables(manifests)
        .filter(({ name }) => /default_company/i.test(name))
        .map(show),
    again: (manifests) => withEnv(manifests, DELETE, 'CLEARML__apiserver__default_company', ''),
  },
  {
    fault: 'asyncdelete runs without its working directory, PYTHONPATH or log directory (1.5)',
    about: 'server',
    find: (manifests) => {
      const { main: container } = podOf(manifests, 'asyncdelete')
      const env = envOf(container)
      return [
        ...(env.PYTHONPATH === '/opt/clearml/apiserver' ? [] : ['PYTHONPATH']),
        ...(env.CLEARML__logging__handlers__text_file__filename === '"/dev/null"' ? [] : ['log file']),
        ...(scriptOf(container).includes('cd /opt/clearml &&') ? [] : ['directory']),
        ...(scriptOf(container).includes("--fileserver-host 'http://clearml-fileserver:8081'")
          ? []
          : ['fileserver']),
      ]
    },
    again: (manifests) => withEnv(manifests, DELETE, 'PYTHONPATH', undefined),
  },
]
