type Sending = {
  method: string;
  headers: Readonly<Record<string, string>>;
  file: Blob;
  onProgress?: ((sent: number) => void) | undefined;
  signal?: AbortSignal | undefined;
};

/** Sends a file as it is and tells how much of it has gone, which fetch does not. */
export function sendFile(url: string, { method, headers, file, onProgress, signal }: Sending): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded }) => onProgress?.(loaded);
    request.onload = () => {
      const { status } = request;
      resolve(new Response(status === 204 ? null : request.responseText, { status, headers: headersOf(request) }));
    };
    request.onerror = () => reject(new TypeError("the connection broke off"));
    request.onabort = () => reject(new DOMException("it was cancelled", "AbortError"));
    signal?.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

function headersOf(request: XMLHttpRequest): Headers {
  const headers = new Headers();
  for (const line of request.getAllResponseHeaders().trim().split("\r\n")) {
    const [, name = "", value = ""] = /^([^:]+):\s*(.*)$/.exec(line) ?? [];
    if (name !== "") headers.append(name, value);
  }
  return headers;
}
