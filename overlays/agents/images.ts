/** The official images that agents run in, each by a tag that stays. Source: Docker Hub, `library/python` and `library/docker`. */
import { type Installation, parts, type schema } from '../../src/index.js'
import { own } from './table.js'

const official = {
  /** With git and a compiler, for what runs tasks. */
  agent: { repository: 'library/python', tag: '3.12.12-bookworm' },
  /** For the glue, which only asks and applies. */
  glue: { repository: 'library/python', tag: '3.12.12-slim-bookworm' },
  /** The program `docker`, for Docker mode. */
  docker: { repository: 'library/docker', tag: '28.5.1-cli' },
  /** ClearML's own image of the glue. Source: chart clearml-agent 5.3.2. */
  published: { repository: 'allegroai/clearml-agent-k8s-base', tag: '1.24-21' },
} as const

const none = { repository: null, tag: null, digest: null, pullPolicy: null }

/** An official image, from the mirror where one is set, or what the values of the image say instead. */
export const agentImage = (
  $: Installation,
  of: keyof typeof official,
  values: schema.WorkloadValues['image'] = none,
): string => parts.imageOf($.values, values, official[of])

/** The image of agents: the user's own one, or the official one. */
export const imageOfAgents = (
  $: Installation,
  of: 'agent' | 'glue',
  values: schema.WorkloadValues['image'],
): string => own($.values).ownImage ?? agentImage($, of, values)
