"""From a trained network to one judged ONNX file."""
