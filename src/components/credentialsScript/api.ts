/** The part of the script that reads and keeps the Secret by the Kubernetes API. */
export const api: string = `
ROTATION_ANNOTATION = "clearml-manifests/rotation"
LABELS = {"name": "clearml", "part-of": "clearml", "component": "credentials"}
LABELS = {f"app.kubernetes.io/{label}": value for label, value in LABELS.items()}
ANNOTATIONS = {
    "helm.sh/resource-policy": "keep",
    "argocd.argoproj.io/sync-options": "Prune=false,Delete=false",
    "kustomize.toolkit.fluxcd.io/prune": "disabled",
}


def call(verb, method, path, expected, body=None, content_type="application/json"):
    """One request to the Kubernetes API, repeated while it is not reachable: the status and the Secret."""
    headers = {"Authorization": f"Bearer {TOKEN}", "Accept": "application/json", "Content-Type": content_type}
    deadline = time.monotonic() + RETRY_SECONDS
    while True:
        try:
            connection = http.client.HTTPSConnection(HOST, PORT, timeout=10, context=TLS)
            connection.request(method, path, json.dumps(body) if body else None, headers)
            response = connection.getresponse()
            status, answer = response.status, response.read()
            connection.close()
            break
        except ssl.SSLCertVerificationError as error:
            fail(f"the certificate of the Kubernetes API at {HOST} port {PORT} is not trusted: {error.verify_message}")
        except (OSError, http.client.HTTPException) as error:
            problem = f"the Kubernetes API at {HOST} port {PORT} is not reachable: {error!r}"
            if time.monotonic() >= deadline:
                fail(f"{problem}; tried for {RETRY_SECONDS:g} s")
            log(f"{problem}; trying again")
            time.sleep(min(3, RETRY_SECONDS))
    if status in (401, 403):
        fail(f"may not {verb} Secret {SECRET} ({status} {response.reason}): the Role clearml-credentials or its "
             "RoleBinding is missing, or does not let this service account get, patch and create")
    if status not in expected:
        fail(f"could not {verb} Secret {SECRET}: the Kubernetes API answered {status} {response.reason}")
    return status, json.loads(answer) if status in (200, 201) else {}


def decoded(secret):
    data = {key: value or "" for key, value in (secret.get("data") or {}).items() if key in (*KEYS, *FILES)}
    return {key: base64.b64decode(value).decode("utf-8", "replace") for key, value in data.items()}


def rotation_of(secret):
    """The number of the last rotation."""
    text = (secret["metadata"].get("annotations") or {}).get(ROTATION_ANNOTATION, "")
    return int(text) if re.fullmatch("[0-9]{1,15}", text) else 0


def settle():
    """Reads the Secret, creates it or changes it; starts again when another pod was faster."""
    for _ in range(20):
        status, secret = call("get", "GET", f"{SECRETS}/{NAME}", (200, 404))
        before, rotates = decoded(secret), status == 200 and rotation_of(secret) < ROTATION
        values = {key: value for key, value in before.items() if not (rotates and key in ROTATED)}
        check(values)
        new = missing(values, before if rotates else {})
        if not new:
            log(f"Secret {SECRET} has every key")
            return values
        data = {key: base64.b64encode(value.encode()).decode() for key, value in new.items()}
        rotation = {ROTATION_ANNOTATION: str(ROTATION)} if ROTATION else {}
        if status == 404:
            annotations = {**ANNOTATIONS, **rotation}
            metadata = {"name": NAME, "namespace": NAMESPACE, "labels": LABELS, "annotations": annotations}
            body = {"apiVersion": "v1", "kind": "Secret", "type": "Opaque", "metadata": metadata, "data": data}
            status, secret = call("create", "POST", SECRETS, (201, 409), body)
        else:
            metadata = {"resourceVersion": secret["metadata"]["resourceVersion"]}
            body = {"metadata": {**metadata, **({"annotations": rotation} if rotates else {})}, "data": data}
            merge = "application/merge-patch+json"
            status, secret = call("patch", "PATCH", f"{SECRETS}/{NAME}", (200, 409), body, merge)
        if status != 409:
            log(f"{'made anew in' if rotates else 'added to'} Secret {SECRET}: {', '.join(new)}")
            values = decoded(secret)
            check(values)
            return values
        log(f"another pod wrote Secret {SECRET} first, reading it again")
        time.sleep(secrets.randbelow(1000) / 1000)
    fail(f"Secret {SECRET} changed at every try")
`
