"""Random directed road networks and the answers that NetworkX gives on them."""

import networkx as nx
import numpy as np
from hypothesis import strategies as st

from geo.travel.graph import RoadGraph

EASY_MINUTES = st.sampled_from([0.0, 0.0, 1.0, 1.0, 2.0, 3.0])
ANY_MINUTES = st.floats(0, 30, allow_nan=False, allow_subnormal=False)


@st.composite
def road_graphs(draw, max_nodes=12, max_edges=36):
    """One-way streets, islands, parallel and zero-length edges; minutes that tie often, or hardly ever."""
    n = draw(st.integers(1, max_nodes))
    node = st.integers(0, n - 1)
    weight = draw(st.sampled_from([EASY_MINUTES, ANY_MINUTES]))
    edges = draw(st.lists(st.tuples(node, node, weight, st.booleans()), max_size=max_edges))
    two_way = [(b, a, w, True) for a, b, w, both in edges if both]
    rows = [(a, b, w) for a, b, w, _ in edges + two_way]
    tail, head, minutes = np.array(rows, float).reshape(-1, 3).T
    place = np.random.default_rng(n).uniform(0, 0.1, (n, 2))
    return RoadGraph.from_edges(place[:, 0], place[:, 1], tail.astype(int), head.astype(int), minutes)


@st.composite
def deployments(draw, max_units=6, **size):
    """A graph, units on its nodes (several may share one) and their turnouts."""
    graph = draw(road_graphs(**size))
    units = draw(st.lists(st.integers(0, graph.n_nodes - 1), max_size=max_units))
    turnout = draw(st.lists(EASY_MINUTES, min_size=len(units), max_size=len(units)))
    return graph, np.array(units, int), np.array(turnout, float)


def networkx_of(graph):
    """The same network; of parallel edges the fastest."""
    other = nx.DiGraph()
    other.add_nodes_from(range(graph.n_nodes))
    for tail, head, minutes in zip(graph.tail, graph.head, graph.edge_min, strict=True):
        known = other.get_edge_data(int(tail), int(head), {"minutes": np.inf})["minutes"]
        other.add_edge(int(tail), int(head), minutes=min(known, float(minutes)))
    return other


def table_by_networkx(graph, units):
    """Minutes from each unit to each node, (n_units, n_nodes)."""
    other = networkx_of(graph)
    table = np.full((len(units), graph.n_nodes), np.inf)
    for row, unit in enumerate(units):
        for node, minutes in nx.single_source_dijkstra_path_length(
            other, int(unit), weight="minutes"
        ).items():
            table[row, node] = minutes
    return table


def nearest_of_table(table, k):
    """Labels and minutes of the k least of each column; ties to the lower row."""
    count, n = table.shape
    labels, minutes = np.full((n, k), -1), np.full((n, k), np.inf)
    order = np.argsort(table, axis=0, kind="stable")[:k]
    kept = min(k, count)
    minutes[:, :kept] = np.take_along_axis(table, order, axis=0).T
    labels[:, :kept] = np.where(np.isfinite(minutes[:, :kept]), order.T, -1)
    return labels, minutes


def ways_by_networkx(graph, start, end):
    """Minutes and metres of every simple way between two nodes, over each of the parallel edges."""
    if start == end:
        return [(0.0, 0.0)]
    other = nx.MultiDiGraph()
    other.add_nodes_from(range(graph.n_nodes))
    for edge in zip(graph.tail, graph.head, graph.edge_min, graph.edge_m, strict=True):
        other.add_edge(int(edge[0]), int(edge[1]), minutes=float(edge[2]), metres=float(edge[3]))
    found = []
    for way in nx.all_simple_edge_paths(other, int(start), int(end)):
        data = [other.edges[edge] for edge in way]
        found.append((sum(it["minutes"] for it in data), sum(it["metres"] for it in data)))
    return found
