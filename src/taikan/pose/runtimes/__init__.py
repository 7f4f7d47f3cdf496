"""Inference runtimes: OpenVINO, ONNX Runtime and LiteRT behind one interface."""

from taikan.pose.runtimes.base import Session, available_runtimes, best_runtime, open_session, open_sessions

__all__ = ["Session", "available_runtimes", "best_runtime", "open_session", "open_sessions"]
