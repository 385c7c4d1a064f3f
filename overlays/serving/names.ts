/** What clearml-serving's servers are called, and where they listen. */
import { parts } from '../../src/index.js'

/** The servers: inference answers requests, statistics turns them into metrics, Triton runs models of deep learning. */
export const servers = ['inference', 'statistics', 'triton'] as const
export type ServerName = (typeof servers)[number]

/**
 * The version of clearml-serving whose images are used: that of the newest chart, 1.5.10 (its `values.yaml`). Later code
 * starts Triton with an option that Triton does not know (clearml-serving issue 88).
 */
export const VERSION = '1.3.0'

/** The official image of a server, on Docker Hub. */
export const official = (of: ServerName) => ({
  repository: `allegroai/clearml-serving-${of}`,
  tag: VERSION,
})

/** The value of the label `app.kubernetes.io/component`, and the name of the container. */
export const componentOf = (of: ServerName): string => `serving-${of}`

/** The name of a server's objects. None is called `clearml-serving`, whose Service would set `CLEARML_SERVING_PORT`. */
export const nameOf = (of: ServerName): string => `clearml-${componentOf(of)}`

/** The labels that select a server's pods, and its Service for who scrapes it. */
export const selectorOf = (of: ServerName): Readonly<Record<string, string>> =>
  parts.selectorLabels(componentOf(of))

interface Port {
  readonly name: string
  readonly port: number
}

/**
 * The ports, of containers and Services alike; the first one is what a server is there for.
 * Source: `clearml_serving/{serving,statistics}/entrypoint.sh`; Triton's own defaults, which
 * `clearml_serving/engines/triton/triton_helper.py` leaves as they are.
 */
export const portsOf: Readonly<Record<ServerName, readonly [Port, ...ReadonlyArray<Port>]>> = {
  inference: [{ name: 'http', port: 8080 }],
  statistics: [{ name: 'metrics', port: 9999 }],
  triton: [
    { name: 'grpc', port: 8001 },
    { name: 'http', port: 8000 },
    { name: 'metrics', port: 8002 },
  ],
}

/** `clearml-serving-triton:8001`: a server from inside the namespace. */
export const addressOf = (of: ServerName): string => `${nameOf(of)}:${portsOf[of][0].port}`
