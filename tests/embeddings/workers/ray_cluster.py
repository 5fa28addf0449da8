"""A Ray cluster on this machine, in a process of its own: a head without processors and two machines of one processor each.

Run as a program it starts the cluster, says `up`, and then does what the lines of its input say. It listens on loopback only.
"""

import sys
from pathlib import Path


def main(port: int, folder: Path) -> None:
    from ray.cluster_utils import Cluster

    cluster = Cluster()
    common = {"node_ip_address": "127.0.0.1", "object_store_memory": 80_000_000, "temp_dir": str(folder)}
    cluster.add_node(num_cpus=0, include_dashboard=False, ray_client_server_port=port, **common)
    machines = [cluster.add_node(num_cpus=1, **common) for _ in range(2)]
    sys.stdout.write("up\n")
    sys.stdout.flush()
    for line in sys.stdin:
        if line.strip() == "kill":
            cluster.remove_node(machines.pop(), allow_graceful=False)
            sys.stdout.write("killed\n")
            sys.stdout.flush()
    cluster.shutdown()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
