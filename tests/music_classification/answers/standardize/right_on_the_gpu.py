"""Computes on the GPU and fetches the result."""
Xtr_gpu, Xts_gpu = Xtr_tensor.to("cuda"), Xts_tensor.cuda()
mean, std = Xtr_gpu.mean(dim=0), Xtr_gpu.std(dim=0)
torch.cuda.synchronize()
Xtr_scale = ((Xtr_gpu - mean) / std).cpu()
Xts_scale = ((Xts_gpu - mean) / std).cpu()
