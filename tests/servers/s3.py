"""S3 over HTTP: moto's server, in a thread."""

import logging

import boto3
from moto.server import ThreadedMotoServer

from tests.servers.process import free_port


class S3:
    name = "S3"

    def __init__(self):
        self.port = free_port()
        # All moto servers of a process share their buckets.
        self.bucket = f"housing-{self.port}"
        self.server = ThreadedMotoServer(ip_address="127.0.0.1", port=self.port, verbose=False)

    @property
    def variables(self) -> dict[str, str]:
        return {
            "AWS_STORAGE_BUCKET_NAME": self.bucket,
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_S3_ENDPOINT_URL": f"http://127.0.0.1:{self.port}",
            "AWS_S3_REGION_NAME": "us-east-1",
        }

    def start(self):
        logging.getLogger("werkzeug").setLevel(logging.ERROR)  # it logs a line for each request
        self.server.start()
        client = boto3.client(
            "s3",
            endpoint_url=f"http://127.0.0.1:{self.port}",
            aws_access_key_id="key",
            aws_secret_access_key="secret",
            region_name="us-east-1",
        )
        client.create_bucket(Bucket=self.bucket)

    def stop(self):
        self.server.stop()
